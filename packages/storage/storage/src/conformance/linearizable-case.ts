/** Conformance: concurrent clients of several stores on the same data. Their results are checked against the log. */
import { type Random, seededRandom } from '@kubets/base';
import { expect } from 'vitest';
import type { Operation, Store } from '../store.ts';
import { type Call, HistoryRecorder } from './history.ts';
import { linearizabilityViolations } from './linearizability.ts';
import { collect, put } from './support.ts';

const keys = ['a', 'b', 'b/1', 'b/2'];

export interface Workload {
  /** Clients are distributed over these. */
  readonly stores: readonly Store[];
  readonly seed: number;
  readonly clients: number;
  /** Called before each call of a client. */
  goesOn(made: number): boolean;
}

/** The next call of a client. `seen`: the revisions that it knows. Every value is unique. */
function nextCall(random: Random, seen: ReadonlyMap<string, number>, value: string): Call {
  const key = keys[random.integer(keys.length)] as string;
  const drawn = random.next();
  if (drawn < 0.25) return { type: 'get', key };
  if (drawn < 0.35) return { type: 'list', prefix: random.next() < 0.5 ? '' : 'b/' };
  if (drawn < 0.45) return { type: 'revision' };
  const written = random.next() < 0.3 ? [key, ...keys.filter((each) => each !== key && random.next() < 0.3)] : [key];
  const apply = written.map(
    (each): Operation => (random.next() < 0.2 ? { type: 'delete', key: each } : put(each, `${value}.${each}`)),
  );
  const guarded = random.next() < 0.7 ? [{ key, revision: seen.get(key) ?? 0 }] : [];
  return { type: 'commit', commit: { expect: guarded, apply } };
}

async function runClient(workload: Workload, client: number, recorder: HistoryRecorder, count: () => number) {
  const random = seededRandom(workload.seed * 1000 + client);
  const store = workload.stores[client % workload.stores.length] as Store;
  const seen = new Map<string, number>();
  for (let index = 0; workload.goesOn(count()); index++) {
    const call = nextCall(random, seen, `${client}.${index}`);
    const answer = await recorder.call(store, call);
    if (answer?.type === 'get' && call.type === 'get') seen.set(call.key, answer.entry?.revision ?? 0);
    if (answer?.type !== 'commit' || call.type !== 'commit') continue;
    const { result } = answer;
    if (!result.committed) seen.set(result.key, result.current?.revision ?? 0);
    else for (const { type, key } of call.commit.apply) seen.set(key, type === 'put' ? result.revision : 0);
  }
}

/** Runs the workload on an empty store, then checks all answers. */
export async function checkLinearizable(workload: Workload): Promise<void> {
  const [store] = workload.stores as [Store];
  const start = await store.revision();
  const recorder = new HistoryRecorder();
  let made = 0;
  const clients = Array.from({ length: workload.clients }, (_, client) =>
    runClient(workload, client, recorder, () => made++),
  );
  await Promise.all(clients);
  const changes = await collect(store, { prefix: '', after: start }, await store.revision());
  expect(changes.map(({ revision }) => revision)).toEqual(changes.map((_, index) => start + 1 + index));
  expect(linearizabilityViolations(recorder.calls, changes, start)).toEqual([]);
}
