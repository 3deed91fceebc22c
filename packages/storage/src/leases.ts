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

/** Leases that run out together are ended together, this often at most (milliseconds). */
const sweepInterval = 1000;

export class LeaseKeeper implements Disposable {
  readonly #clock: Clock;
  readonly #expire: (commit: Commit) => void;
  readonly #leases = new Heap<Lease>((a, b) => a.expires - b.expires);
  #timer: Timer | undefined;

  /** @param expire makes the commit that deletes a key; it is refused, as it should be, when the key has changed. */
  constructor(clock: Clock, expire: (commit: Commit) => void) {
    this.#clock = clock;
    this.#expire = expire;
  }

  hold(lease: Lease): void {
    this.#leases.push(lease);
    this.#arm();
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
      const { key, revision } = lease;
      this.#expire({ expect: [{ key, revision }], apply: [{ type: 'delete', key }] });
    }
    this.#arm();
  }
}
