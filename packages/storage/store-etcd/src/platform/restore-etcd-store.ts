/**
 * Fills etcd with another store's content. etcd has no transaction that large: a mark says that the restore is under way
 * until everything is there, and no store opens on it before. Entries get revisions of etcd's own; the offset that the
 * mark ends up with lifts them above all that clients of the other store, or of this etcd, have ever seen.
 */
import type { Random } from '@kubets/base';
import { type ExportedEntry, type StoreContent, StoreFailedError } from '@kubets/storage';
import { groupsOf } from '@kubets/storage/engine';
import { isServiceError, storeError } from './failures.ts';
import { EtcdLeases } from './leases.ts';
import { EtcdMembers, type EtcdMembersOptions } from './members.ts';
import { equal, modRevision, type RangeResponse, type RequestOperation, type TxnResponse } from './messages.ts';
import { encodeMark, type RestoreMark, readMark } from './restore-mark.ts';
import { keyBytes, rangeOf, restoreKey } from './translation.ts';

export interface RestoreEtcdOptions extends EtcdMembersOptions {
  readonly random: Random;
  /** Deletes what is there, instead of refusing to. */
  readonly force?: boolean;
}

/** What a transaction takes by etcd's defaults: operations, and bytes with room to spare (1.5 MiB). */
const mostOperations = 128;
const mostBytes = 2 ** 20;
/** Transactions under way at a time, and keys deleted by one. */
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
      throw new StoreFailedError('there is a store in this etcd already: --force replaces it');
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

  /** Of two restores at a time, one goes on. */
  async #put(mark: RestoreMark): Promise<void> {
    const { succeeded, header } = await this.#members.call<TxnResponse>('write', 'KV/Txn', {
      compare: [{ result: equal, target: modRevision, key: restoreKey, mod_revision: this.#written }],
      success: [{ request_put: { key: restoreKey, value: encodeMark(mark) } }],
      failure: [],
    });
    if (!succeeded) throw new StoreFailedError('another restore into this etcd is under way');
    this.#written = header.revision;
  }

  async #apply(operations: readonly RequestOperation[]): Promise<void> {
    // Whatever is put or deleted twice is the same afterwards, so an answer that was lost may be asked for again.
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
    // Every group waits for the one that many before it, and so hears of its failure.
    let sent: readonly Promise<void>[] = [];
    try {
      for await (const page of pages) {
        for (const group of groupsOf(page, { entries: mostOperations, bytes: mostBytes })) {
          await sent.at(-concurrency);
          const sending = this.#write(group);
          sending.catch(() => undefined);
          sent = [...sent.slice(1 - concurrency), sending];
        }
      }
      await Promise.all(sent);
    } finally {
      // What is under way when the restore breaks off must not come into the next one.
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
 * Rejects with store errors, and whatever the content's reading rejects with. Once it has begun, what was there is gone,
 * and nothing opens until a restore has been finished.
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
