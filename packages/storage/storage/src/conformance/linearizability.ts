/**
 * Checks whether a recorded history is linearizable: every call takes effect at one moment between call and response. Revisions make this
 * efficient: the log (all events of a watch) gives the order of commits, a read is valid at the revisions where its result was correct,
 * and each call is assigned the earliest possible revision. If that fails, no other assignment works, because a later revision only
 * restricts later calls.
 */
import { entryAfter } from '../commit.ts';
import { compareKeys } from '../keys.ts';
import type { Commit, Entry, StoreChange, StoreEvent } from '../store.ts';
import type { Answer, Call, Recorded } from './history.ts';
import { shown, text } from './support.ts';

/** The value of a key from this revision until its next version. */
interface Version {
  readonly revision: number;
  readonly entry: Entry | undefined;
}

class Log {
  readonly #versions = new Map<string, Version[]>();
  readonly #changes: ReadonlyMap<number, StoreChange>;
  readonly start: number;

  /** @param start the revision of the empty store before the log. */
  constructor(changes: readonly StoreChange[], start: number) {
    this.start = start;
    this.#changes = new Map(changes.map((change) => [change.revision, change]));
    for (const { events } of changes) for (const event of events) this.#add(event);
  }

  versionsOf(key: string): readonly Version[] {
    return this.#versions.get(key) ?? [{ revision: this.start, entry: undefined }];
  }

  changeAt(revision: number): StoreChange | undefined {
    return this.#changes.get(revision);
  }

  /** All entries with the prefix at a revision, in order, as lines. */
  stateAt(prefix: string, revision: number): readonly string[] {
    const entries = [...this.#versions].flatMap(([key, versions]) => {
      const entry = versions.findLast((version) => version.revision <= revision)?.entry;
      return entry && key.startsWith(prefix) ? [entry] : [];
    });
    return entries.sort((a, b) => compareKeys(a.key, b.key)).map(shown);
  }

  #add(event: StoreEvent): void {
    const versions = this.#versions.get(event.key) ?? [{ revision: this.start, entry: undefined }];
    versions.push({ revision: event.revision, entry: entryAfter(event) });
    this.#versions.set(event.key, versions);
  }
}

/** The first revision from `least` on at which the key had this entry. Undefined if there is none. */
function firstHeld(log: Log, key: string, entry: Entry | undefined, least: number): number | undefined {
  const versions = log.versionsOf(key);
  for (const [index, version] of versions.entries()) {
    const until = versions[index + 1]?.revision ?? Infinity;
    if (until > least && shown(version.entry) === shown(entry)) return Math.max(least, version.revision);
  }
  return undefined;
}

/** Whether the change is the result of the commit. Deletions of missing keys have no events. */
function matches({ apply }: Commit, { events }: StoreChange): boolean {
  const traces = new Set(events.map(({ type, key, value }) => `${type} ${key} ${text(value)}`));
  const wanted = apply.map((each) => `${each.type} ${each.key} ${each.type === 'put' ? text(each.value) : ''}`);
  return (
    [...traces].every((trace) => wanted.includes(trace)) &&
    apply.every((each, index) => each.type === 'delete' || traces.has(wanted[index] ?? ''))
  );
}

/** Whether the expectations of the commit held immediately before `revision`. */
function expectationsHeld(log: Log, { expect }: Commit, revision: number): boolean {
  return expect.every(({ key, revision: expected }) => {
    const before = log.versionsOf(key).findLast((version) => version.revision < revision);
    return (before?.entry?.revision ?? 0) === expected;
  });
}

/** The revision at which a call took effect, or what is wrong with its answer. `least`: the newest revision known at the time of the call. */
function effectOf(log: Log, call: Call, answer: Answer, least: number): number | string {
  if (answer.type === 'revision') return answer.revision >= least ? answer.revision : `is older than ${least}`;
  if (answer.type === 'get' && call.type === 'get') {
    return (
      firstHeld(log, call.key, answer.entry, least) ?? `${shown(answer.entry)} was not current at ${least} or later`
    );
  }
  if (answer.type === 'list' && call.type === 'list') {
    const { revision, entries } = answer.page;
    if (revision < least) return `has revision ${revision}, older than ${least}`;
    const state = log.stateAt(call.prefix, revision);
    return entries.map(shown).join() === state.join() ? revision : `differs from the state at ${revision}`;
  }
  if (answer.type !== 'commit' || call.type !== 'commit') return 'has an answer of another type';
  return commitEffect(log, call.commit, answer.result, least);
}

function commitEffect(
  log: Log,
  commit: Commit,
  result: Extract<Answer, { readonly type: 'commit' }>['result'],
  least: number,
): number | string {
  if (!result.committed) {
    const { key, current } = result;
    return firstHeld(log, key, current, least) ?? `${shown(current)} was not current at ${least} or later`;
  }
  const { revision } = result;
  if (madeAt(log, commit, revision, least)) return revision;
  if (changedNothing(log, commit, revision)) return revision >= least ? revision : `is older than ${least}`;
  return `cannot have been made at ${revision}: ${least} was known at the time of the call`;
}

/** Whether the commit can have made `revision`: it was not known at the time of the call, and the expectations held before it. */
function madeAt(log: Log, commit: Commit, revision: number, least: number): boolean {
  const change = log.changeAt(revision);
  return change !== undefined && revision > least && matches(commit, change) && expectationsHeld(log, commit, revision);
}

/** Whether the commit only deleted keys that did not exist at `revision`, which was the newest one. */
function changedNothing(log: Log, commit: Commit, revision: number): boolean {
  const isAbsent = (key: string): boolean =>
    log.versionsOf(key).findLast((version) => version.revision <= revision)?.entry === undefined;
  return (
    commit.apply.every(({ type, key }) => type === 'delete' && isAbsent(key)) &&
    expectationsHeld(log, commit, revision + 1)
  );
}

/** Commits in the log that no response reported: each must belong to a call without a response that started before it. */
function unclaimed(log: Log, changes: readonly StoreChange[], calls: readonly Recorded[], known: KnownAt): string[] {
  const commits = calls.flatMap(({ call, answer, asked }) =>
    call.type === 'commit' ? [{ commit: call.commit, answer, least: known(asked) }] : [],
  );
  const told = new Set(
    commits.flatMap(({ commit, answer, least }) => {
      if (answer?.type !== 'commit' || !answer.result.committed) return [];
      const { revision } = answer.result;
      return madeAt(log, commit, revision, least) ? [revision] : [];
    }),
  );
  const lost = commits.filter(({ answer }) => answer === undefined);
  return changes.flatMap(({ revision }) => {
    if (told.has(revision)) return [];
    const index = lost.findIndex(({ commit, least }) => madeAt(log, commit, revision, least));
    if (index < 0) return [`revision ${revision} was made by no client`];
    lost.splice(index, 1);
    return [];
  });
}

type KnownAt = (moment: number) => number;

/**
 * The violations of a history. Empty if it is linearizable.
 * @param changes all changes after `start`, as a watch delivered them. Every put must have a unique value.
 */
export function linearizabilityViolations(
  calls: readonly Recorded[],
  changes: readonly StoreChange[],
  start: number,
): readonly string[] {
  const log = new Log(changes, start);
  const violations: string[] = [];
  /** The newest revision that any answer revealed, by the time of the answer. */
  const known: { readonly moment: number; readonly revision: number }[] = [{ moment: -1, revision: start }];
  const knownAt: KnownAt = (moment) => known.findLast((each) => each.moment < moment)?.revision ?? start;
  const answered = calls.filter(({ answer }) => answer !== undefined).toSorted((a, b) => a.answered - b.answered);
  for (const { call, answer, asked, answered: moment } of answered) {
    if (answer === undefined) continue;
    const effect = effectOf(log, call, answer, knownAt(asked));
    if (typeof effect === 'string')
      violations.push(`${call.type}, called at ${asked}, answered at ${moment}: ${effect}`);
    else known.push({ moment, revision: Math.max(effect, known.at(-1)?.revision ?? start) });
  }
  return [...violations, ...unclaimed(log, changes, calls, knownAt)];
}
