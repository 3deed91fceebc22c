/** Example of the package: a controller that gives every ConfigMap a label. Its changes, retries and caches are the runtime's. */
import { type ConfigMap, configMaps } from '@kubets/api';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import { createClient } from '@kubets/client';
import { expect, it } from 'vitest';
import { defineController } from './controller.ts';
import { runControllers } from './manager.ts';
import { MemoryApi } from './testing/memory-api.ts';

const labelController = defineController<ConfigMap>({
  name: 'label',
  for: configMaps,
  async reconcile(map, { client, signal }) {
    if (map.metadata?.labels?.seen === 'true') return;
    const labels = { ...map.metadata?.labels, seen: 'true' };
    await client.update(configMaps, { ...map, metadata: { ...map.metadata, labels } }, { signal });
  },
});

it('labels a ConfigMap that somebody creates', async () => {
  const api = new MemoryApi();
  const client = createClient(api);
  const clock = new VirtualClock();
  const stop = new AbortController();
  const options = { client, clock, random: seededRandom(1), log: silentLogger, signal: stop.signal };
  const running = runControllers([labelController], options);
  await client.create(configMaps, { metadata: { name: 'a', namespace: 'default' } });
  const labeled = () => api.all('configmaps').every(({ metadata }) => metadata?.labels?.seen === 'true');
  expect(await clock.advanceUntil(labeled)).toBe(true);
  stop.abort();
  await running;
});
