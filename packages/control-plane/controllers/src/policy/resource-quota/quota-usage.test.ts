/** The usage of a quota that is deleted while the cache still has it. */
import { type ResourceQuota, resourceQuotas } from '@kubets/api';
import { silentLogger, VirtualClock } from '@kubets/base';
import { WorkQueue } from '@kubets/client';
import type { InformerSource, LoopContext } from '@kubets/controller-runtime';
import { errors } from '@kubets/machinery/status-error';
import { expect, it } from 'vitest';
import { QuotaUsage } from './quota-usage.ts';

it('is not written again at once when the quota is gone', async () => {
  const clock = new VirtualClock();
  const quota: ResourceQuota = {
    metadata: { namespace: 'web', name: 'q', resourceVersion: '1' },
    spec: { hard: { 'count/widgets.example.com': '1' } },
  };
  let writes = 0;
  const stop = new AbortController();
  const context = {
    clock,
    log: silentLogger,
    signal: stop.signal,
    cache: {
      get: () => quota,
      list: (type: unknown) => (type === resourceQuotas ? [quota] : []),
    },
    informer: () => ({ subscribe: () => () => undefined }),
    client: {
      raw: async () => ({}),
      list: async () => ({ items: [] }),
      updateStatus: async () => {
        writes++;
        // Ends a loop that would not end by itself.
        if (writes > 10) stop.abort();
        throw errors.notFound({ group: '', resource: 'resourcequotas' }, 'q');
      },
    },
  } as unknown as LoopContext & InformerSource;
  const queue = new WorkQueue({ clock });
  stop.signal.addEventListener('abort', () => queue.shutDown(), { once: true });
  const usage = new QuotaUsage(context, queue);
  const working = usage.work();
  usage.enqueueAll();
  await clock.advance(1000);
  expect(writes).toBe(1);
  stop.abort();
  await working;
});
