/**
 * Delivers each change to the watchers that it may match. Watchers are indexed by key, index term or prefix, so that a change needs
 * a few lookups instead of a test of every watcher.
 */
import { invariant, type Logger, messageOf } from '@kubets/base';
import type { CachedObject } from './cached-object.ts';
import type { CacheStep, ObjectChange } from './history.ts';
import type { CacheWatchRequest, Indexers, IndexTerm } from './types.ts';

/** A listener for steps, as the dispatcher sees it. */
export interface Listener<T> {
  tell(step: CacheStep<T>): void;
}

/** Listeners by string. Empty entries are removed. */
class Bins<L> {
  readonly #bins = new Map<string, Set<L>>();

  get size(): number {
    return this.#bins.size;
  }

  add(name: string, listener: L): void {
    const bin = this.#bins.get(name);
    if (bin) bin.add(listener);
    else this.#bins.set(name, new Set([listener]));
  }

  remove(name: string, listener: L): void {
    const bin = this.#bins.get(name);
    bin?.delete(listener);
    if (bin?.size === 0) this.#bins.delete(name);
  }

  collect(name: string, into: Set<L>): void {
    for (const listener of this.#bins.get(name) ?? []) into.add(listener);
  }
}

type Scope = Pick<CacheWatchRequest<never>, 'key' | 'index' | 'prefix'>;

export class Dispatcher<T> {
  readonly #prefix: string;
  readonly #indexers: ReadonlyMap<string, Indexers<T>[string]>;
  readonly #log: Logger;
  readonly #byKey = new Bins<Listener<T>>();
  readonly #byPrefix = new Bins<Listener<T>>();
  readonly #byTerm: ReadonlyMap<string, Bins<Listener<T>>>;

  constructor(prefix: string, indexers: Indexers<T>, log: Logger) {
    this.#prefix = prefix;
    this.#indexers = new Map(Object.entries(indexers));
    this.#byTerm = new Map(Object.keys(indexers).map((name) => [name, new Bins<Listener<T>>()]));
    this.#log = log;
  }

  add(scope: Scope, listener: Listener<T>): void {
    const { bins, name } = this.#place(scope);
    bins.add(name, listener);
  }

  remove(scope: Scope, listener: Listener<T>): void {
    const { bins, name } = this.#place(scope);
    bins.remove(name, listener);
  }

  dispatch(step: CacheStep<T>): void {
    const listeners = new Set<Listener<T>>();
    for (const change of step.changes) this.#collect(change, listeners);
    for (const listener of listeners) listener.tell(step);
  }

  /** The index terms of an object; none if it cannot be read. */
  termOf(name: string, item: CachedObject<T> | undefined): string | undefined {
    if (item === undefined) return undefined;
    try {
      return this.#indexers.get(name)?.(item);
    } catch (error) {
      this.#log.error('cannot index a stored object', { key: item.key, index: name, error: messageOf(error) });
      return undefined;
    }
  }

  /** The index of a watcher: the most specific one that applies. */
  #place({ key, index, prefix }: Scope): { readonly bins: Bins<Listener<T>>; readonly name: string } {
    if (key !== undefined) return { bins: this.#byKey, name: key };
    if (index !== undefined) return { bins: this.#binsOf(index), name: index.value };
    return { bins: this.#byPrefix, name: prefix ?? this.#prefix };
  }

  #binsOf(term: IndexTerm): Bins<Listener<T>> {
    const bins = this.#byTerm.get(term.name);
    invariant(bins, `${this.#prefix} has no index ${term.name}`);
    return bins;
  }

  #collect(change: ObjectChange<T>, into: Set<Listener<T>>): void {
    const { key } = change;
    if (this.#byKey.size > 0) this.#byKey.collect(key, into);
    if (this.#byPrefix.size > 0) {
      for (let end = this.#prefix.length; end > 0; end = key.indexOf('/', end) + 1) {
        this.#byPrefix.collect(key.slice(0, end), into);
      }
    }
    for (const [name, bins] of this.#byTerm) {
      if (bins.size === 0) continue;
      for (const item of [change.now, change.before]) {
        const term = this.termOf(name, item);
        if (term !== undefined) bins.collect(term, into);
      }
    }
  }
}
