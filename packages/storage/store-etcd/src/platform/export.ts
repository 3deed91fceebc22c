/** Everything in etcd as of one revision, each entry with what its lease has left. */
import { type ExportedEntry, StoreFailedError } from '@kubets/storage';
import type { EtcdMembers } from './members.ts';
import type { KeyValue, RangeResponse, TimeToLiveResponse } from './messages.ts';
import type { RevisionShift } from './revision-shift.ts';
import { entryOf, rangeOf } from './translation.ts';

/** Entries asked for at a time; a value of etcd's has 1.5 MiB at most. */
const pageSize = 128;

export interface ExportOptions {
  readonly members: EtcdMembers;
  readonly shift: RevisionShift;
  /** etcd's own. */
  readonly revision: number;
  range(request: object): Promise<RangeResponse>;
}

/** Keys share leases: each is asked about once. */
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
    // One that has ended takes its keys along at any moment.
    return Math.max(1, await known);
  }

  async #ask(lease: number): Promise<number> {
    return (await this.#members.call<TimeToLiveResponse>('read', 'Lease/LeaseTimeToLive', { ID: lease })).TTL;
  }
}

/** Rejects with CompactedError when another has compacted the revision away. */
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
    if (after === undefined)
      throw new StoreFailedError('etcd answered a page without entries, and says that more follow');
  }
}
