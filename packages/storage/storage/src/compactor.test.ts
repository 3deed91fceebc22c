/** How much history the compactor keeps. */
import { silentLogger, systemClock, VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { planHistory, startCompactor } from './compactor.ts';
import { put, write } from './conformance/support.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { CompactedError, type Store } from './store.ts';

const minute = 60_000;
const hour = 60 * minute;

it('startCompactor keeps what was current one interval ago, and compacts what is older', async () => {
  const clock = new VirtualClock();
  await using store = createMemoryStore({ clock: systemClock });
  await using compactor = startCompactor({ store, clock, log: silentLogger });
  expect(compactor).toBeDefined();
  for (let index = 0; index < 11; index++) {
    await clock.advance(minute);
    await write(store, put('k', String(index)));
  }
  expect(await store.revision()).toBe(12);
  await expect(store.get('k', 4)).rejects.toBeInstanceOf(CompactedError);
  for (const revision of [6, 12]) expect((await store.get('k', revision))?.revision).toBe(revision);
});

/** Writes every 15 minutes, and records which revision was the newest at each time. */
async function live(store: Store, clock: VirtualClock, hours: number, known: Map<number, number>): Promise<void> {
  for (let index = 0; index < hours * 4; index++) {
    await clock.advance(15 * minute);
    known.set(clock.now(), await write(store, put('k', String(clock.now()))));
  }
}

async function isReadable(store: Store, revision: number): Promise<boolean> {
  return store.get('k', revision).then(
    () => true,
    () => false,
  );
}

async function checkReach(store: Store, clock: VirtualClock, known: ReadonlyMap<number, number>): Promise<void> {
  const times = [...known.keys()];
  for (const [index, time] of times.entries()) {
    const replaced = times[index + 1] ?? clock.now();
    const readable = await isReadable(store, known.get(time) ?? 0);
    const ages = `written ${(clock.now() - time) / hour} h ago, current until ${(clock.now() - replaced) / hour} h ago`;
    if (clock.now() - replaced <= 24 * hour) expect(readable, ages).toBe(true);
    if (clock.now() - replaced > 24.5 * hour) expect(readable, ages).toBe(false);
  }
}

it('startCompactor keeps a day of history across restarts and with several servers', async () => {
  const clock = new VirtualClock();
  await using store = createMemoryStore({ clock: systemClock, historyLimit: Number.POSITIVE_INFINITY });
  const start = (): AsyncDisposable => startCompactor({ store, clock, log: silentLogger, history: 24 * hour });
  const known = new Map<number, number>();
  {
    await using _one = start();
    await live(store, clock, 13, known);
  }
  {
    await using _two = start();
    await clock.advance(2 * minute);
    await using _three = start();
    await live(store, clock, 14, known);
    await checkReach(store, clock, known);
  }
  await clock.advance(3 * hour);
  await using _four = start();
  await live(store, clock, 24, known);
  await checkReach(store, clock, known);
  const notes = await store.get('/kubets/history');
  expect(notes?.value.length).toBeLessThan(20_000);
});

describe('planHistory', () => {
  const at = (time: number, revision: number) => ({ time, revision });

  it.each([
    ['starts without marks', [], undefined, [at(100, 9)]],
    ['keeps marks that are younger than the interval', [at(95, 5)], undefined, [at(95, 5), at(100, 9)]],
    [
      'compacts to the newest mark that is old enough',
      [at(80, 3), at(90, 4), at(95, 5)],
      4,
      [at(90, 4), at(95, 5), at(100, 9)],
    ],
    ['drops marks in the future', [at(90, 4), at(170, 5)], 4, [at(90, 4), at(100, 9)]],
  ])('%s', (_, marks, compactTo, kept) => {
    expect(planHistory(marks, at(100, 9), 10)).toEqual({ marks: kept, compactTo });
  });
});
