/** Keys that live for a time: deletes each when its lease has run out, unless it has been put again since. */
import { type Clock, Heap, type Timer } from '@kubets/base';
import type { Commit } from './store.ts';

export interface Lease {
  readonly key: string;
  /** The revision of the put that took the lease: a later put means this lease no longer counts. */
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** The leases that a commit made at `revision` takes. */
export function leasesOf(commit: Commit, revision: number, now: number): readonly Lease[] {
  return commit.apply.flatMap((operation) =>
    operation.type === 'put' && operation.leaseSeconds !== undefined
      ? [{ key: operation.key, revision, expires: Math.ceil(now + operation.leaseSeconds * 1000) }]
      : [],
  );
}

/** The commit that ends a lease; it is refused, as it should be, when the key has been written again. */
export function expiryOf({ key, revision }: Lease): Commit {
  return { expect: [{ key, revision }], apply: [{ type: 'delete', key }] };
}

/** Leases that run out together are ended together, this often at most (milliseconds). */
const sweepInterval = 1000;

export class LeaseKeeper implements Disposable {
  readonly #clock: Clock;
  readonly #expire: (lease: Lease) => void;
  readonly #leases = new Heap<Lease>((a, b) => a.expires - b.expires);
  #timer: Timer | undefined;

  /** @param expire makes the commit that {@link expiryOf} says. */
  constructor(clock: Clock, expire: (lease: Lease) => void) {
    this.#clock = clock;
    this.#expire = expire;
  }

  hold(lease: Lease): void {
    this.#leases.push(lease);
    // One that ends before the others does not wait for them.
    if (this.#leases.peek() === lease) {
      this.#timer?.cancel();
      this.#timer = undefined;
    }
    this.#arm();
  }

  /** Every lease that has not ended, also those that no longer count. */
  held(): readonly Lease[] {
    return this.#leases.values();
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
    while (this.#leases.size > 0) this.#leases.pop();
  }

  #arm(): void {
    const first = this.#leases.peek();
    if (this.#timer !== undefined || first === undefined) return;
    const wait = Math.max(sweepInterval, first.expires - this.#clock.now());
    this.#timer = this.#clock.setTimer(wait, () => this.#sweep());
  }

  #sweep(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    for (let lease = this.#leases.peek(); lease !== undefined && lease.expires <= now; lease = this.#leases.peek()) {
      this.#leases.pop();
      this.#expire(lease);
    }
    this.#arm();
  }
}
