/**
 * The conformance kit: tests for all engines. The test file of an engine calls it with a function that opens a new store.
 */
import { invariant, systemRandom } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import type { Store } from '../store.ts';
import { commitCases } from './commit-cases.ts';
import { etcdIssueCases, etcdIssueKeepingCases } from './etcd-issue-cases.ts';
import { leaseCases } from './lease-cases.ts';
import { checkLinearizable } from './linearizable-case.ts';
import { checkAgainstModel } from './model-case.ts';
import { readCases } from './read-cases.ts';
import { exportCases, restoreCases } from './restore-cases.ts';
import { collect, del, type OpenStore, put, type StoreCases, shown, shownEvent, write } from './support.ts';
import { watchCases } from './watch-cases.ts';

export interface ConformanceOptions {
  /** Seed of the random histories. Default: random. It is part of the test's name. */
  readonly seed?: number;
  /** The engine does not persist data. */
  readonly volatile?: boolean;
  /** Random histories to run. Default 5. */
  readonly histories?: number;
}

export function storeConformance(name: string, open: OpenStore, options: ConformanceOptions = {}): void {
  const run = (cases: StoreCases) => (): void => {
    for (const [title, test] of Object.entries(cases)) it(title, () => withStore(open, test));
  };
  describe(`${name}: reads`, run(readCases));
  describe(`${name}: commits`, run(commitCases));
  describe(`${name}: watches`, run(watchCases));
  // Each case waits for leases of a second or more, so they run concurrently.
  describe.concurrent(`${name}: leases`, run(leaseCases));
  describe(`${name}: issues of etcd`, run(etcdIssueCases));
  describe(`${name}: exports`, run(exportCases));
  describe(`${name}: restores`, () => restoreCases(open));
  if (!options.volatile) {
    describe(`${name}: reopening`, () => keepingCases(open));
    describe(`${name}: issues of etcd, after reopening`, () => etcdIssueKeepingCases(open));
  }

  const seed = options.seed ?? systemRandom.integer(1e9);
  describe(`${name}: random histories`, () => {
    for (let index = 0; index < (options.histories ?? 5); index++) {
      it(`agrees with the model for seed ${seed + index}`, () =>
        withStore(open, (store) => checkAgainstModel(store, seed + index, 150)));
      it(`is linearizable for seed ${seed + index}`, () =>
        withStore(open, (store) =>
          checkLinearizable({ stores: [store], seed: seed + index, clients: 8, goesOn: (made) => made < 500 }),
        ));
    }
  });
}

async function withStore(open: OpenStore, test: (store: Store) => Promise<void>): Promise<void> {
  const { store, clean } = await open();
  try {
    await test(store);
  } finally {
    await store[Symbol.asyncDispose]();
    await clean?.();
  }
}

function keepingCases(open: OpenStore): void {
  it('has all data and history after it was closed and reopened', async () => {
    const { store, reopen, clean } = await open();
    invariant(reopen, 'the engine must implement reopen');
    const told = async (each: Store): Promise<readonly string[]> =>
      (await collect(each, { prefix: '', after: 3 }, 6)).flatMap((change) => change.events).map(shownEvent);
    for (let index = 0; index < 4; index++) await write(store, put(`k${index}`, 'x'), put('k', String(index)));
    await write(store, del('k1'));
    await store.compact(3);
    const before = await told(store);
    const past = (await store.list({ prefix: '', revision: 4 })).entries.map(shown);
    const again = await reopen();
    expect(await again.revision()).toBe(6);
    expect((await again.list({ prefix: '', revision: 4 })).entries.map(shown)).toEqual(past);
    expect(await told(again)).toEqual(before);
    await expect(again.get('k', 2)).rejects.toThrow('compacted');
    expect(await write(again, put('k', 'on'))).toBe(7);
    await again[Symbol.asyncDispose]();
    await clean?.();
  });
}
