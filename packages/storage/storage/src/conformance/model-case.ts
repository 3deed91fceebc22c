/** Conformance: random commits by concurrent writers, compared with a simple model. The seed is printed and reproduces a run. */
import { type Random, seededRandom } from '@kubets/base';
import { expect } from 'vitest';
import { compareKeys } from '../keys.ts';
import type { Commit, CommitResult, Entry, Operation, Store } from '../store.ts';
import { collect, put, shown, shownEvent } from './support.ts';

interface Attempt {
  readonly commit: Commit;
  readonly result: CommitResult;
  /** The newest revisions before the call and after the response. The commit takes effect between them. */
  readonly from: number;
  readonly to: number;
}

/** The state at every revision. */
type Model = Map<number, ReadonlyMap<string, Entry>>;

const keys = ['a', 'a/', 'a/b', 'a/c', 'b', 'b/\u0000', 'b/ä', 'c'];

function randomCommit(random: Random, known: readonly Entry[]): Commit {
  const chosen = keys.filter(() => random.next() < 0.25);
  const guess = (key: string): number => known.find((entry) => entry.key === key)?.revision ?? 0;
  const apply = chosen.map(
    (key): Operation => (random.next() < 0.3 ? { type: 'delete', key } : put(key, `v${random.integer(1e9)}`)),
  );
  const guarded = chosen.filter(() => random.next() < 0.5);
  const stale = random.next() < 0.1 ? random.integer(50) : undefined;
  return { expect: guarded.map((key) => ({ key, revision: stale ?? guess(key) })), apply };
}

/** The state after a commit at `revision`, and the events of the commit as lines. */
function stepOf(
  state: ReadonlyMap<string, Entry>,
  commit: Commit,
  revision: number,
): { readonly next: ReadonlyMap<string, Entry>; readonly lines: readonly string[] } {
  const next = new Map(state);
  const lines: string[] = [];
  for (const operation of commit.apply) {
    const { type, key } = operation;
    const previous = state.get(key);
    const value = operation.type === 'put' ? operation.value : new Uint8Array();
    if (type === 'delete' && previous === undefined) continue;
    lines.push(shownEvent({ type, key, value, revision, ...(previous === undefined ? {} : { previous }) }));
    if (type === 'delete') next.delete(key);
    else next.set(key, { key, value, revision, created: previous?.created ?? revision });
  }
  return { next, lines };
}

/** The successful attempts, grouped by the revision they report, in the order of revisions. */
function byRevision(attempts: readonly Attempt[]): readonly (readonly [number, readonly Attempt[]])[] {
  const groups = Map.groupBy(attempts, ({ result }) => (result.committed ? result.revision : Infinity));
  return [...groups].filter(([revision]) => revision !== Infinity).sort(([a], [b]) => a - b);
}

/** Of the attempts that report `revision`, the one that made it: the others change nothing after it. Undefined if none made it. */
function makerOf(state: ReadonlyMap<string, Entry>, group: readonly Attempt[], revision: number): Attempt | undefined {
  const changing = group.filter(({ commit }) => stepOf(state, commit, revision).lines.length > 0);
  const maker = changing.find((candidate) => {
    const { next } = stepOf(state, candidate.commit, revision);
    return group.every((each) => each === candidate || stepOf(next, each.commit, revision).lines.length === 0);
  });
  expect(maker === undefined && changing.length > 0, `two commits made revision ${revision}`).toBe(false);
  return maker;
}

function replay(
  attempts: readonly Attempt[],
  start: number,
): { readonly model: Model; readonly lines: readonly string[] } {
  const model: Model = new Map([[start, new Map()]]);
  const lines: string[] = [];
  let state: ReadonlyMap<string, Entry> = new Map();
  let newest = start;
  for (const [revision, group] of byRevision(attempts)) {
    const maker = makerOf(state, group, revision);
    if (maker === undefined) continue;
    const { commit, from, to } = maker;
    expect(revision, 'revisions are consecutive').toBe(newest + 1);
    expect(from < revision && revision <= to, 'the commit takes effect between call and response').toBe(true);
    for (const each of commit.expect) {
      expect(state.get(each.key)?.revision ?? 0, `the expected revision of ${each.key}`).toBe(each.revision);
    }
    const step = stepOf(state, commit, revision);
    newest = revision;
    state = step.next;
    lines.push(...step.lines);
    model.set(newest, state);
  }
  return { model, lines };
}

/** A failed commit must return an entry that was current at some revision between call and response. */
function checkRefusal({ commit, result, from, to }: Attempt, model: Model): void {
  if (result.committed) return;
  const expected = commit.expect.find((each) => each.key === result.key)?.revision;
  expect(result.current?.revision ?? 0).not.toBe(expected);
  const stood = Array.from({ length: to - from + 1 }, (_, index) => shown(model.get(from + index)?.get(result.key)));
  expect(stood).toContain(shown(result.current));
}

async function runWriters(store: Store, random: Random, commits: number): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  const writer = async (): Promise<void> => {
    while (attempts.length < commits) {
      const from = await store.revision();
      const known = (await store.list({ prefix: '' })).entries;
      const burst = Array.from({ length: 1 + random.integer(4) }, async () => {
        const commit = randomCommit(random, known);
        const result = await store.commit(commit);
        attempts.push({ commit, result, from, to: await store.revision() });
      });
      await Promise.all(burst);
    }
  };
  await Promise.all([writer(), writer(), writer()]);
  return attempts;
}

async function checkReads(store: Store, random: Random, model: Model): Promise<void> {
  for (const [revision, state] of model) {
    const prefix = random.next() < 0.5 ? '' : 'a/';
    const expected = [...state.values()]
      .filter((entry) => entry.key.startsWith(prefix))
      .sort((a, b) => compareKeys(a.key, b.key));
    const limit = 1 + random.integer(8);
    const page = await store.list({ prefix, revision, limit });
    expect(page.entries.map(shown)).toEqual(expected.slice(0, limit).map(shown));
    expect(page.more).toBe(expected.length > limit);
    const key = keys[random.integer(keys.length)] as string;
    expect(shown(await store.get(key, revision))).toBe(shown(state.get(key)));
  }
}

/** Runs a random history of `commits` attempts on an empty store, and checks all results, reads and events. */
export async function checkAgainstModel(store: Store, seed: number, commits: number): Promise<void> {
  const random = seededRandom(seed);
  const start = await store.revision();
  const attempts = await runWriters(store, random, commits);
  const newest = await store.revision();
  const { model, lines } = replay(attempts, start);
  expect(model.has(newest), 'the newest revision was reported by a commit').toBe(true);
  for (const attempt of attempts) checkRefusal(attempt, model);
  await checkReads(store, random, model);
  const after = start + random.integer(newest - start);
  const told = (await collect(store, { prefix: '', after }, newest)).flatMap((change) => change.events);
  expect(told.map(shownEvent)).toEqual(lines.filter((line) => Number(line.match(/ @(\d+) before/)?.[1]) > after));
}
