/** A bounded buffer of recent commits for a store whose history is elsewhere, for watches that lag a little. */
import { invariant } from '@kubets/base';
import type { Stretch } from './follower.ts';
import type { StoreChange } from './store.ts';

/** The maximum number of commits, and of bytes of their values. */
const countLimit = 10_000;
const byteLimit = 16 * 1024 * 1024;
/** How many commits a watch reads at a time. */
const readLimit = 256;

export function bytesOf({ events }: StoreChange): number {
  return events.reduce((sum, { value, previous }) => sum + value.length + (previous?.value.length ?? 0), 0);
}

export class RecentChanges {
  /** All commits after the floor, in order. Those before `#first` were dropped. */
  #changes: (StoreChange | undefined)[] = [];
  #first = 0;
  #bytes = 0;
  #floor: number;

  /** @param head the revision before the first commit. */
  constructor(head: number) {
    this.#floor = head;
  }

  get head(): number {
    return this.#floor + this.#changes.length - this.#first;
  }

  /** The buffer contains all changes after this revision. */
  get floor(): number {
    return this.#floor;
  }

  /** Adds the next commit. Revisions have no gaps, because each revision has a change. */
  push(change: StoreChange): void {
    invariant(change.revision === this.head + 1, `revision ${change.revision} does not follow ${this.head}`);
    this.#changes.push(change);
    this.#bytes += bytesOf(change);
    while (this.#changes.length - this.#first > countLimit || this.#bytes > byteLimit) this.#drop();
    if (this.#first > countLimit) this.#shrink();
  }

  /** Some of the changes after `revision`, which must not be below the floor. */
  after(revision: number): Stretch<StoreChange> {
    const from = this.#first + revision - this.#floor;
    const steps = this.#changes.slice(from, from + readLimit) as StoreChange[];
    return { steps, through: steps.at(-1)?.revision ?? Math.max(revision, this.head) };
  }

  /** Drops the changes up to `revision`. */
  forget(revision: number): void {
    while (this.#floor < Math.min(revision, this.head)) this.#drop();
    this.#shrink();
  }

  #drop(): void {
    const change = this.#changes[this.#first];
    if (change === undefined) return;
    this.#changes[this.#first] = undefined;
    this.#bytes -= bytesOf(change);
    this.#first++;
    this.#floor++;
  }

  #shrink(): void {
    this.#changes = this.#changes.slice(this.#first);
    this.#first = 0;
  }
}
