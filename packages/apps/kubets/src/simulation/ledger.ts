/**
 * What the workload wrote and what it was told about it. Each write marks its object with a number of its own, so that
 * the history shows whether an acknowledged write was there, stayed there, and was undone by nobody.
 */
import { type History, type HistoryEvent, keyOf, type Stored } from './history.ts';
import type { Violations } from './violations.ts';

/** The annotation with the number of the write. */
export const mark = 'simulation/write';

interface Tracked {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** Numbers of writes, and what spec each leaves behind (as far as the ledger knows it). */
  readonly writes: Map<string, Readonly<Record<string, unknown>>>;
  seen: Map<string, Set<string>>;
  /** Someone may delete it from now on: the workload asked for it or for its namespace's deletion. */
  mayGo: boolean;
  acknowledged: { readonly number: string; readonly uid: string } | undefined;
  deletion: { readonly uid: string } | undefined;
}

export class Ledger {
  readonly #history: History;
  readonly #violations: Violations;
  readonly #tracked = new Map<string, Tracked>();
  #number = 0;

  constructor(history: History, violations: Violations) {
    this.#history = history;
    this.#violations = violations;
    history.listen((event) => this.#check(event));
  }

  /** A new number for a write that is about to be made; `spec` is what it sets. */
  intend(resource: string, namespace: string, name: string, spec: Readonly<Record<string, unknown>>): string {
    const number = String(++this.#number);
    this.#of(resource, namespace, name).writes.set(number, spec);
    return number;
  }

  /** The write was answered with this object. */
  acknowledge(resource: string, number: string, answer: Stored): void {
    const { namespace = '', name = '', uid = '', resourceVersion = '' } = answer.metadata ?? {};
    const key = keyOf(resource, namespace, name);
    const tracked = this.#of(resource, namespace, name);
    tracked.acknowledged = { number, uid };
    const stored = this.#history.at(key, Number(resourceVersion))?.object;
    const found = stored?.metadata?.annotations?.[mark];
    if (stored?.metadata?.uid !== uid || found !== number)
      this.#violations.add(
        'what is acknowledged is in the store',
        `${key} at ${resourceVersion}: write ${number}, found ${found}`,
      );
  }

  /** From now on the object may go. */
  intendDeletion(resource: string, namespace: string, name: string): void {
    const known = this.#tracked.get(keyOf(resource, namespace, name));
    if (known !== undefined) known.mayGo = true;
    if (resource !== 'namespaces') return;
    for (const tracked of this.#tracked.values()) if (tracked.namespace === name) tracked.mayGo = true;
  }

  acknowledgeDeletion(resource: string, namespace: string, name: string, uid: string): void {
    const key = keyOf(resource, namespace, name);
    const standing = this.#history.now.get(key)?.metadata;
    const tracked = this.#tracked.get(key);
    if (tracked !== undefined) tracked.deletion = { uid };
    if (standing?.uid === uid && standing.deletionTimestamp === undefined)
      this.#violations.add('what is acknowledged is in the store', `${key}: still there, not even on its way out`);
  }

  /** What must be there in the end and is not, and what must not be and is. */
  *unsettled(): Generator<string> {
    for (const [key, tracked] of this.#tracked) {
      const standing = this.#history.now.get(key)?.metadata;
      if (tracked.acknowledged !== undefined && !tracked.mayGo && standing === undefined)
        yield `${key} was acknowledged, nobody deleted it, and it is gone`;
      if (tracked.deletion !== undefined && standing?.uid === tracked.deletion.uid)
        yield `${key} was deleted, and it is still there`;
    }
  }

  #of(resource: string, namespace: string, name: string): Tracked {
    const key = keyOf(resource, namespace, name);
    let tracked = this.#tracked.get(key);
    if (tracked === undefined) {
      // Pods go for many reasons: their node fell silent, somebody drained it.
      const nothing = { mayGo: resource === 'pods', acknowledged: undefined, deletion: undefined };
      tracked = { resource, namespace, name, writes: new Map(), seen: new Map(), ...nothing };
      this.#tracked.set(key, tracked);
    }
    return tracked;
  }

  #check({ key, revision, object, previous }: HistoryEvent): void {
    const tracked = this.#tracked.get(key);
    if (tracked === undefined) return;
    const fail = (rule: string, detail: string): void => this.#violations.add(rule, `${key} at ${revision}: ${detail}`);
    if (object === undefined) {
      if (!tracked.mayGo) fail('nothing goes that nobody deleted', 'deleted');
      return;
    }
    const number = object.metadata?.annotations?.[mark] ?? '';
    const before = previous?.metadata?.annotations?.[mark];
    const uid = object.metadata?.uid ?? '';
    const spec = tracked.writes.get(number);
    if (spec === undefined) {
      fail('only the workload makes its marks', `write ${number} was never made`);
      return;
    }
    const seen = tracked.seen.get(uid) ?? new Set<string>();
    tracked.seen.set(uid, seen);
    if (number !== before && seen.has(number)) fail('no write is undone', `write ${number} came back after ${before}`);
    seen.add(number);
    const fields: Readonly<Record<string, unknown>> = { ...object.spec };
    for (const [field, value] of Object.entries(spec))
      if (fields[field] !== value)
        fail('no write is undone', `${field} is ${fields[field]}, write ${number} set ${value}`);
  }
}
