/** Reads all entries in etcd at one revision, with the remaining time of their leases. */
import { type ExportedEntry, StoreFailedError } from '@kubets/storage';
import type { EtcdMembers } from './members.ts';
import type { KeyValue, RangeResponse, TimeToLiveResponse } from './messages.ts';
import type { RevisionShift } from './revision-shift.ts';
import { entryOf, rangeOf } from './translation.ts';

/** The page size. A value in etcd has at most 1.5 MiB. */
const pageSize = 128;

export interface ExportOptions {
  readonly members: EtcdMembers;
  readonly shift: RevisionShift;
  /** The revision in etcd. */
  readonly revision: number;
  range(request: object): Promise<RangeResponse>;
}

/** Keys share leases, so each lease is queried once. */
class LeaseTimes {
  readonly #members: EtcdMembers;
  readonly #known = new Map<number, Promise<number>>();

  constructor(members: EtcdMembers) {
    this.#members = members;
  }

  async secondsOf({ lease }: KeyValue): Promise<number | undefined> {
    if (lease === 0) return undefined;
    const known = this.#known.get(lease) ?? this.#ask(lease);
    this.#known.set(lease, known);
    // An expired lease deletes its keys at any moment.
    return Math.max(1, await known);
  }

  async #ask(lease: number): Promise<number> {
    return (await this.#members.call<TimeToLiveResponse>('read', 'Lease/LeaseTimeToLive', { ID: lease })).TTL;
  }
}

/** Rejects with CompactedError if the revision was compacted. */
export async function* exportPages(options: ExportOptions): AsyncGenerator<readonly ExportedEntry[], void> {
  const { members, shift, revision, range } = options;
  const leases = new LeaseTimes(members);
  let after: string | undefined;
  for (;;) {
    const page = await range({ ...rangeOf('', after), limit: pageSize, revision });
    const entries: ExportedEntry[] = [];
    for (const found of page.kvs) {
      const leaseSeconds = await leases.secondsOf(found);
      const entry = entryOf(found, shift);
      entries.push(leaseSeconds === undefined ? entry : { ...entry, leaseSeconds });
    }
    yield entries;
    if (!page.more) return;
    after = entries.at(-1)?.key;
    if (after === undefined) throw new StoreFailedError('etcd returned an empty page, but reports more entries');
  }
}
