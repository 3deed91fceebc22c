/** Leases in etcd: keys with similar lifetimes share a lease, as upstream. */
import type { Clock, Random } from '@kubets/base';
import { isServiceError } from '@kubets/grpc/calls/platform';
import type { Commit } from '@kubets/storage';
import { isLeaseTaken } from './failures.ts';
import type { EtcdMembers } from './members.ts';

/** A lease is reused for a twentieth of its TTL, but at most for this many seconds, and for this many keys. */
const reuseShare = 0.05;
const maxReuseSeconds = 60;
const keysPerLease = 1000;
/** Lease ids are chosen here, because etcd's ids exceed safe integers. */
const maxLeaseId = 2 ** 52;

interface Granted {
  readonly id: Promise<number>;
  readonly reusableUntil: number;
  keys: number;
}

const noLeases: ReadonlyMap<number, number> = new Map();

export class EtcdLeases {
  readonly #members: EtcdMembers;
  readonly #clock: Clock;
  readonly #random: Random;
  /** The newest lease of each TTL. */
  readonly #granted = new Map<number, Granted>();

  constructor(members: EtcdMembers, clock: Clock, random: Random) {
    this.#members = members;
    this.#clock = clock;
    this.#random = random;
  }

  /** The leases of a commit, by TTL. Keys may live a little longer than requested, but never shorter. */
  take(commit: Commit): ReadonlyMap<number, number> | Promise<ReadonlyMap<number, number>> {
    const wanted = commit.apply.some((each) => each.type === 'put' && each.leaseSeconds !== undefined);
    return wanted ? this.#take(commit) : noLeases;
  }

  async #take({ apply }: Commit): Promise<ReadonlyMap<number, number>> {
    const lengths = new Set(apply.flatMap((each) => (each.type === 'put' ? (each.leaseSeconds ?? []) : [])));
    const taken = new Map<number, number>();
    for (const seconds of lengths) taken.set(seconds, await this.#leaseOf(seconds));
    return taken;
  }

  /** Called if a lease has expired early, for example because this process was stopped. Later keys get new leases. */
  forget(): void {
    this.#granted.clear();
  }

  #leaseOf(seconds: number): Promise<number> {
    const now = this.#clock.monotonic();
    const known = this.#granted.get(seconds);
    if (known && known.reusableUntil > now && known.keys < keysPerLease) {
      known.keys++;
      return known.id;
    }
    for (const [length, { reusableUntil }] of this.#granted) if (reusableUntil <= now) this.#granted.delete(length);
    const reuse = Math.min(maxReuseSeconds, Math.floor(seconds * reuseShare));
    const id = this.#grant(Math.ceil(seconds) + reuse);
    const granted: Granted = { id, reusableUntil: now + reuse * 1000, keys: 1 };
    if (reuse > 0) this.#granted.set(seconds, granted);
    id.catch(() => this.#granted.delete(seconds));
    return id;
  }

  async #grant(seconds: number): Promise<number> {
    const id = 1 + this.#random.integer(maxLeaseId);
    try {
      await this.#members.call('read', 'Lease/LeaseGrant', { TTL: seconds, ID: id });
    } catch (error) {
      // The response to an earlier attempt was lost.
      if (!isServiceError(error) || !isLeaseTaken(error)) throw error;
    }
    return id;
  }
}
