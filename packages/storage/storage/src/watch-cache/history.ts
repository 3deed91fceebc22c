/** The recent history of a resource: the changes of each commit and the state after it, limited by age and size. */

import { before } from '../keys.ts';
import { SortedTree } from '../sorted-tree.ts';
import { CompactedError } from '../store.ts';
import type { CachedObject } from './cached-object.ts';
import type { ObjectTree } from './snapshot.ts';
import type { HistoryLimits } from './types.ts';

/** An object that a commit changed. */
export interface ObjectChange<T> {
  readonly key: string;
  /** Undefined if the commit deleted the object. */
  readonly now: CachedObject<T> | undefined;
  readonly before: CachedObject<T> | undefined;
  /** `before` with the revision of the commit, for DELETED events. Created once and shared by watchers. */
  departed(): CachedObject<T>;
}

export interface CacheStep<T> {
  readonly revision: number;
  readonly changes: readonly ObjectChange<T>[];
  /** The state after the commit. */
  readonly tree: ObjectTree<T>;
  /** When it arrived, on the monotonic clock. */
  readonly at: number;
}

/** Limits of the memory for past values, which is a quarter of the memory for current values. */
const minPastBytes = 8 * 2 ** 20;
const maxPastBytes = 64 * 2 ** 20;
const readLimit = 256;
const minCommits = 100;

const sizeOf = <T>(item: CachedObject<T> | undefined): number => item?.entry.value.length ?? 0;

function replacedBytes<T>(step: CacheStep<T>): number {
  return step.changes.reduce((sum, change) => sum + sizeOf(change.before), 0);
}

function addedBytes<T>(step: CacheStep<T>): number {
  return step.changes.reduce((sum, change) => sum + sizeOf(change.now) - sizeOf(change.before), 0);
}

function bytesOf<T>(tree: ObjectTree<T>): number {
  let bytes = 0;
  tree.scan(before(''), (item) => {
    bytes += sizeOf(item);
    return true;
  });
  return bytes;
}

export class CacheHistory<T> {
  readonly #limits: HistoryLimits & Required<Omit<HistoryLimits, 'bytes'>>;
  #steps: CacheStep<T>[] = [];
  /** Steps before this index were dropped. */
  #first = 0;
  #bytes = 0;
  /** Bytes of current values. */
  #held = 0;
  /** The state at `#oldest`, the revision after which all steps are kept. */
  #base: ObjectTree<T> = SortedTree.empty();
  #oldest = 0;
  #newest = 0;

  constructor(limits: HistoryLimits = {}) {
    this.#limits = { commits: 10_000, age: 75_000, ...limits };
  }

  /** Everything up to this revision is known. */
  get revision(): number {
    return this.#newest;
  }

  /** The state at {@link revision}. */
  get tree(): ObjectTree<T> {
    return this.#steps.at(-1)?.tree ?? this.#base;
  }

  /** Starts again with the result of a list. */
  reset(tree: ObjectTree<T>, revision: number): void {
    this.#steps = [];
    this.#first = 0;
    this.#bytes = 0;
    this.#held = bytesOf(tree);
    this.#base = tree;
    this.#oldest = revision;
    this.#newest = revision;
  }

  push(step: CacheStep<T>): void {
    this.#steps.push(step);
    this.#bytes += replacedBytes(step);
    this.#held += addedBytes(step);
    this.#newest = step.revision;
    this.#forget(step.at);
  }

  /** Advances to `revision` without changes. */
  advance(revision: number): void {
    this.#newest = Math.max(this.#newest, revision);
  }

  /** The state at a revision up to {@link revision}; undefined if it was dropped. */
  treeAt(revision: number): ObjectTree<T> | undefined {
    if (revision < this.#oldest) return undefined;
    const index = this.#indexAfter(revision);
    return index === this.#first ? this.#base : this.#steps[index - 1]?.tree;
  }

  /** Some of the steps after `revision`, and the revision of their end. Throws CompactedError. */
  read(revision: number): { readonly steps: readonly CacheStep<T>[]; readonly through: number } {
    if (revision < this.#oldest) throw new CompactedError(this.#oldest);
    const index = this.#indexAfter(revision);
    const steps = this.#steps.slice(index, index + readLimit);
    const complete = index + steps.length === this.#steps.length;
    return { steps, through: complete ? this.#newest : (steps.at(-1)?.revision ?? this.#newest) };
  }

  /** The index of the first kept step after `revision`. */
  #indexAfter(revision: number): number {
    let low = this.#first;
    let high = this.#steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#steps[middle] as CacheStep<T>).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #forget(now: number): void {
    const { commits, age } = this.#limits;
    const bytes = this.#limits.bytes ?? Math.min(maxPastBytes, Math.max(minPastBytes, this.#held / 4));
    for (let count = this.#steps.length - this.#first; count > 0; count--) {
      const oldest = this.#steps[this.#first] as CacheStep<T>;
      const tooOld = count > Math.min(minCommits, commits) && now - oldest.at > age;
      if (!tooOld && count <= commits && (this.#bytes <= bytes || count === 1)) break;
      this.#first++;
      this.#bytes -= replacedBytes(oldest);
      this.#base = oldest.tree;
      this.#oldest = oldest.revision;
    }
    if (this.#first > 64 && this.#first * 2 > this.#steps.length) {
      this.#steps = this.#steps.slice(this.#first);
      this.#first = 0;
    }
  }
}
