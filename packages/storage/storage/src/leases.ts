/** Deletes keys when their lease has expired, unless they were put again. */
import { type Clock, Heap, type Timer } from '@kubets/base';
import type { Commit } from './store.ts';

export interface Lease {
  readonly key: string;
  /** The revision of the put with the lease. A later put invalidates the lease. */
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** The leases of a commit at `revision`. */
export function leasesOf(commit: Commit, revision: number, now: number): readonly Lease[] {
  return commit.apply.flatMap((operation) =>
    operation.type === 'put' && operation.leaseSeconds !== undefined
      ? [{ key: operation.key, revision, expires: Math.ceil(now + operation.leaseSeconds * 1000) }]
      : [],
  );
}

/** The commit that deletes the key of an expired lease. It fails if the key was written again. */
export function expiryOf({ key, revision }: Lease): Commit {
  return { expect: [{ key, revision }], apply: [{ type: 'delete', key }] };
}

/** Leases that expire together are ended together, at most at this interval (milliseconds). */
const sweepIntervalMs = 1000;

export class LeaseKeeper implements Disposable {
  readonly #clock: Clock;
  readonly #expire: (lease: Lease) => void;
  readonly #leases = new Heap<Lease>((a, b) => a.expires - b.expires);
  #timer: Timer | undefined;

  /** @param expire commits the result of {@link expiryOf}. */
  constructor(clock: Clock, expire: (lease: Lease) => void) {
    this.#clock = clock;
    this.#expire = expire;
  }

  hold(lease: Lease): void {
    this.#leases.push(lease);
    // A lease that expires earlier must not wait for the others.
    if (this.#leases.peek() === lease) {
      this.#timer?.cancel();
      this.#timer = undefined;
    }
    this.#arm();
  }

  /** All leases that have not expired, including invalidated ones. */
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
    const wait = Math.max(sweepIntervalMs, first.expires - this.#clock.now());
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
