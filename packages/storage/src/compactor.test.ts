/** How far back the compactor lets history reach. */
import { silentLogger, VirtualClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { startCompactor } from './compactor.ts';
import { put, write } from './conformance/support.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { CompactedError } from './store.ts';

it('keeps what was current one interval ago, and forgets what was older', async () => {
  const clock = new VirtualClock();
  await using store = createMemoryStore();
  await using compactor = startCompactor({ store, clock, log: silentLogger });
  expect(compactor).toBeDefined();
  for (let minute = 0; minute < 11; minute++) {
    await clock.advance(60_000);
    await write(store, put('k', String(minute)));
  }
  expect(await store.revision()).toBe(12);
  await expect(store.get('k', 4)).rejects.toBeInstanceOf(CompactedError);
  for (const revision of [6, 12]) expect((await store.get('k', revision))?.revision).toBe(revision);
});
