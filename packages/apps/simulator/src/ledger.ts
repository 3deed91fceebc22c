/**
 * Records the writes of the workload and their responses. Each write puts a unique number on its object, so that the history
 * shows whether an acknowledged write was stored, and was not lost or undone.
 */
import { type History, type HistoryEvent, keyOf, type Stored } from './history.ts';
import type { Violations } from './violations.ts';

/** The annotation that contains the number of the write. */
export const mark = 'simulation/write';

interface Tracked {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** The spec that each write sets, by number, if known. */
  readonly writes: Map<string, Readonly<Record<string, unknown>>>;
  seen: Map<string, Set<string>>;
  /** The object may disappear, because the workload requested its deletion or that of its namespace. */
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

  /** Returns the number for the next write; `spec` is what it sets. */
  intend(resource: string, namespace: string, name: string, spec: Readonly<Record<string, unknown>>): string {
    const number = String(++this.#number);
    this.#of(resource, namespace, name).writes.set(number, spec);
    return number;
  }

  /** Records the object in the response of a write. */
  acknowledge(resource: string, number: string, answer: Stored): void {
    const { namespace = '', name = '', uid = '', resourceVersion = '' } = answer.metadata ?? {};
    const key = keyOf(resource, namespace, name);
    const tracked = this.#of(resource, namespace, name);
    tracked.acknowledged = { number, uid };
    const stored = this.#history.at(key, Number(resourceVersion))?.object;
    const found = stored?.metadata?.annotations?.[mark];
    if (stored?.metadata?.uid !== uid || found !== number)
      this.#violations.add(
        'acknowledged writes are in the store',
        `${key} at ${resourceVersion}: write ${number}, found ${found}`,
      );
  }

  /** The object may disappear from now on. */
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
      this.#violations.add('acknowledged writes are in the store', `${key}: still exists, and is not being deleted`);
  }

  /** Objects that must exist in the end but do not, and objects that must not exist but do. */
  *unsettled(): Generator<string> {
    for (const [key, tracked] of this.#tracked) {
      const standing = this.#history.now.get(key)?.metadata;
      if (tracked.acknowledged !== undefined && !tracked.mayGo && standing === undefined)
        yield `${key} was acknowledged and not deleted, but does not exist`;
      if (tracked.deletion !== undefined && standing?.uid === tracked.deletion.uid)
        yield `${key} was deleted, but still exists`;
    }
  }

  #of(resource: string, namespace: string, name: string): Tracked {
    const key = keyOf(resource, namespace, name);
    let tracked = this.#tracked.get(key);
    if (tracked === undefined) {
      // Pods are deleted for many reasons, such as an unreachable or drained node.
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
      if (!tracked.mayGo) fail('objects disappear only after a deletion', 'deleted');
      return;
    }
    const number = object.metadata?.annotations?.[mark] ?? '';
    const before = previous?.metadata?.annotations?.[mark];
    const uid = object.metadata?.uid ?? '';
    const spec = tracked.writes.get(number);
    if (spec === undefined) {
      fail('only the workload sets its annotation', `write ${number} was never made`);
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
