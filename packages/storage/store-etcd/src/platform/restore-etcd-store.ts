/**
 * Restores content into etcd. etcd has no transaction of that size, so a mark tells that the restore is in progress, and no store
 * can be opened until it is complete. Entries get etcd's revisions. The offset in the final mark makes them greater than all
 * revisions that clients of the other store, or of this etcd, have seen.
 */
import type { Random } from '@kubets/base';
import { isServiceError } from '@kubets/grpc/calls/platform';
import { type ExportedEntry, type StoreContent, StoreFailedError } from '@kubets/storage';
import { groupsOf } from '@kubets/storage/engine';
import { storeError } from './failures.ts';
import { EtcdLeases } from './leases.ts';
import { EtcdMembers, type EtcdMembersOptions } from './members.ts';
import { equal, modRevision, type RangeResponse, type RequestOperation, type TxnResponse } from './messages.ts';
import { encodeMark, type RestoreMark, readMark } from './restore-mark.ts';
import { keyBytes, rangeOf, restoreKey } from './translation.ts';

export interface RestoreEtcdOptions extends EtcdMembersOptions {
  readonly random: Random;
  /** Deletes existing content. Otherwise the restore is refused. */
  readonly force?: boolean;
}

/** Limits of a transaction: the default number of operations in etcd, and bytes below its limit of 1.5 MiB. */
const maxOperations = 128;
const maxTransactionBytes = 2 ** 20;
/** The number of concurrent transactions, and of keys deleted by one. */
const concurrency = 4;
const deleteSize = 1000;

const everything = rangeOf('');

class EtcdRestore {
  readonly #members: EtcdMembers;
  readonly #leases: EtcdLeases;
  #written = 0;

  constructor(members: EtcdMembers, { clock, random }: RestoreEtcdOptions) {
    this.#members = members;
    this.#leases = new EtcdLeases(members, clock, random);
  }

  async run(content: StoreContent, force: boolean): Promise<void> {
    const { mark, written, newest } = await readMark(this.#members);
    this.#written = written;
    const { count } = await this.#range({ ...everything, count_only: true });
    if (count > 0 && !force && mark.state !== 'restoring')
      throw new StoreFailedError('this etcd already contains a store: use --force to replace it');
    const { offset } = mark;
    await this.#put({ state: 'restoring', offset });
    await this.#deleteAll();
    await this.#fill(content.pages);
    const { header } = await this.#range({ ...everything, count_only: true });
    await this.#members.call('read', 'KV/Compact', { revision: header.revision });
    // The mark is written by the next revision, and that one is where the store goes on.
    const next = Math.max(content.revision, newest + offset + 1) - (header.revision + 1);
    await this.#put({ state: 'restored', offset: Math.max(next, offset) });
  }

  #range(request: object): Promise<RangeResponse> {
    return this.#members.call<RangeResponse>('read', 'KV/Range', request);
  }

  /** Only one of two concurrent restores continues. */
  async #put(mark: RestoreMark): Promise<void> {
    const { succeeded, header } = await this.#members.call<TxnResponse>('write', 'KV/Txn', {
      compare: [{ result: equal, target: modRevision, key: restoreKey, mod_revision: this.#written }],
      success: [{ request_put: { key: restoreKey, value: encodeMark(mark) } }],
      failure: [],
    });
    if (!succeeded) throw new StoreFailedError('another restore into this etcd is in progress');
    this.#written = header.revision;
  }

  async #apply(operations: readonly RequestOperation[]): Promise<void> {
    // Puts and deletes are idempotent, so calls with lost responses can be repeated.
    await this.#members.call('read', 'KV/Txn', { compare: [], success: operations, failure: [] });
  }

  async #deleteAll(): Promise<void> {
    for (;;) {
      const { kvs, more } = await this.#range({ ...everything, limit: deleteSize, keys_only: true });
      const [first, last] = [kvs[0], kvs.at(-1)];
      if (first === undefined || last === undefined) return;
      const end = Buffer.concat([last.key, Buffer.alloc(1)]);
      await this.#apply([{ request_delete_range: { key: first.key, range_end: end } }]);
      if (!more) return;
    }
  }

  async #fill(pages: StoreContent['pages']): Promise<void> {
    // Each group waits for an earlier one, which limits concurrency and propagates failures.
    let sent: readonly Promise<void>[] = [];
    try {
      for await (const page of pages) {
        for (const group of groupsOf(page, { entries: maxOperations, bytes: maxTransactionBytes })) {
          await sent.at(-concurrency);
          const sending = this.#write(group);
          sending.catch(() => undefined);
          sent = [...sent.slice(1 - concurrency), sending];
        }
      }
      await Promise.all(sent);
    } finally {
      // Transactions in flight must be complete before the next restore starts.
      await Promise.allSettled(sent);
    }
  }

  async #write(entries: readonly ExportedEntry[]): Promise<void> {
    const puts = entries.map(({ key, value, leaseSeconds }) => {
      const put = { type: 'put', key, value } as const;
      return leaseSeconds === undefined ? put : { ...put, leaseSeconds };
    });
    const leases = await this.#leases.take({ expect: [], apply: puts });
    await this.#apply(
      puts.map(({ key, value, ...rest }) => {
        const lease = 'leaseSeconds' in rest ? leases.get(rest.leaseSeconds) : undefined;
        return { request_put: { key: keyBytes(key), value, ...(lease === undefined ? {} : { lease }) } };
      }),
    );
  }
}

/**
 * Rejects with store errors, and with errors of reading the content. After the start, existing content is lost, and the store cannot
 * be opened until a restore is complete.
 */
export async function restoreEtcdStore(options: RestoreEtcdOptions, content: StoreContent): Promise<void> {
  const members = new EtcdMembers(options);
  try {
    await new EtcdRestore(members, options).run(content, options.force ?? false);
  } catch (error) {
    throw isServiceError(error) ? storeError(error) : error;
  } finally {
    members[Symbol.dispose]();
  }
}
