/**
 * The distributed engine: an etcd cluster over gRPC. Keys are etcd's keys and revisions are etcd's revisions (plus an
 * offset, when the store was restored from a snapshot: RevisionShift). One watch
 * of the whole key space (the tail) feeds all watches of this process; since every revision changes some key, the tail
 * has caught up with a revision exactly when it has brought it.
 */
import { type Clock, type Logger, messageOf, type Random, silentLogger, spawn } from '@kubets/base';
import { isServiceError } from '@kubets/grpc/calls/platform';
import {
  type Commit,
  type CommitResult,
  CompactedError,
  type Entry,
  FutureRevisionError,
  type ListPage,
  type ListRequest,
  type Store,
  type StoreContent,
  StoreFailedError,
  type StoreWatch,
  type WatchRequest,
} from '@kubets/storage';
import { checkCommit, checkWanted, isStorableKey, keysOf, RemoteFeed } from '@kubets/storage/engine';
import { exportPages } from './export.ts';
import { isCompacted, isFuture, isLeaseGone, storeError } from './failures.ts';
import { KeyOrder } from './key-order.ts';
import { EtcdLeases } from './leases.ts';
import { EtcdMembers, type EtcdMembersOptions } from './members.ts';
import type { RangeRequest, RangeResponse, TxnResponse } from './messages.ts';
import { compactedRevision, readPast } from './past.ts';
import { readMark } from './restore-mark.ts';
import { RevisionShift } from './revision-shift.ts';
import { allKeys, entryOf, keyBytes, rangeOf, resultOf, txnOf } from './translation.ts';
import { watchAll } from './watch-stream.ts';

/** If etcd's authentication is enabled, the user needs read and write access to all keys. */
export interface EtcdStoreOptions extends EtcdMembersOptions {
  readonly random: Random;
  readonly log?: Logger;
}

/** The page size of reads, and the pauses between attempts to follow the tail (milliseconds). */
const pageSize = 1000;
const minPauseMs = 50;
const maxPauseMs = 2000;

interface EtcdOrigin {
  readonly shift: RevisionShift;
  /** etcd's revision of the restore mark; 0 if there is none. */
  readonly marked: number;
  readonly head: number;
}

class EtcdStore implements Store {
  readonly #members: EtcdMembers;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #feed: RemoteFeed;
  readonly #leases: EtcdLeases;
  readonly #order = new KeyOrder();
  readonly #shift: RevisionShift;
  readonly #marked: number;
  readonly #stop = new AbortController();
  readonly #tail: Promise<void>;
  /** Set when another process has restored a snapshot into this etcd, which invalidates all state of this process. */
  #replaced: StoreFailedError | undefined;

  constructor(members: EtcdMembers, { shift, marked, head }: EtcdOrigin, options: EtcdStoreOptions) {
    const { clock, log = silentLogger, random } = options;
    this.#members = members;
    this.#shift = shift;
    this.#marked = marked;
    this.#clock = clock;
    this.#log = log;
    this.#leases = new EtcdLeases(members, clock, random);
    const history = { newest: () => this.revision(), past: this.#past.bind(this) };
    this.#feed = new RemoteFeed(history, head);
    this.#tail = spawn(
      () => this.#followTail(),
      (error) => log.error('the store cannot follow etcd', { error: messageOf(error) }),
    );
  }

  async revision(): Promise<number> {
    const { header } = await this.#range({ ...allKeys, limit: 1, count_only: true });
    return this.#shift.told(header.revision);
  }

  async get(key: string, revision?: number): Promise<Entry | undefined> {
    if (!isStorableKey(key)) return undefined;
    const { kvs } = await this.#range({ key: keyBytes(key), ...this.#asOf(revision) });
    return kvs[0] && entryOf(kvs[0], this.#shift);
  }

  async list(request: ListRequest): Promise<ListPage> {
    const { prefix, limit = Infinity } = request;
    if (prefix !== '' && !isStorableKey(prefix)) {
      return { entries: [], revision: request.revision ?? (await this.revision()), more: false };
    }
    const entries: Entry[] = [];
    let { after, revision } = request;
    for (;;) {
      const page = await this.#range({
        ...rangeOf(prefix, after),
        limit: Math.min(pageSize, limit - entries.length),
        ...this.#asOf(revision),
      });
      for (const each of page.kvs) entries.push(entryOf(each, this.#shift));
      revision ??= this.#shift.told(page.header.revision);
      after = entries.at(-1)?.key;
      if (!page.more || entries.length >= limit) return { entries, revision, more: page.more };
    }
  }

  async count(prefix: string): Promise<number> {
    if (prefix !== '' && !isStorableKey(prefix)) return 0;
    return (await this.#range({ ...rangeOf(prefix), count_only: true })).count;
  }

  async commit(commit: Commit): Promise<CommitResult> {
    checkCommit(commit);
    return this.#order.run(keysOf(commit), () => this.#transact(commit));
  }

  watch(request: WatchRequest): StoreWatch {
    return this.#feed.watch(request);
  }

  async compact(revision: number): Promise<void> {
    try {
      await this.#members.call('read', 'KV/Compact', { revision: this.#shift.asked(revision) });
      this.#feed.compacted(revision);
    } catch (error) {
      if (!isServiceError(error)) throw error;
      if (isCompacted(error)) return;
      throw await this.#readError(error, revision);
    }
  }

  async export(): Promise<StoreContent> {
    const { header } = await this.#range({ ...allKeys, limit: 1, count_only: true });
    const range = this.#range.bind(this);
    const pages = exportPages({ members: this.#members, shift: this.#shift, revision: header.revision, range });
    return { revision: this.#shift.told(header.revision), pages };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#feed.close();
    this.#members[Symbol.dispose]();
    await this.#tail;
  }

  #asOf(revision: number | undefined): { readonly revision?: number } {
    return revision === undefined ? {} : { revision: this.#shift.asked(revision) };
  }

  async #transact(commit: Commit, isAgain = false): Promise<CommitResult> {
    if (this.#replaced) throw this.#replaced;
    try {
      const leases = await this.#leases.take(commit);
      const txn = txnOf(commit, this.#shift, (each) =>
        each.type === 'put' ? leases.get(each.leaseSeconds ?? 0) : undefined,
      );
      const answer = await this.#members.call<TxnResponse>('write', 'KV/Txn', txn, () => checkWanted(commit));
      return resultOf(commit, answer, this.#shift);
    } catch (error) {
      if (!isServiceError(error)) throw error;
      if (!isLeaseGone(error) || isAgain) throw storeError(error);
      this.#leases.forget();
      return this.#transact(commit, true);
    }
  }

  async #range(request: RangeRequest): Promise<RangeResponse> {
    if (this.#replaced) throw this.#replaced;
    try {
      return await this.#members.call<RangeResponse>('read', 'KV/Range', request);
    } catch (error) {
      const revision = this.#shift.told(request.revision ?? 0);
      throw isServiceError(error) ? await this.#readError(error, revision) : error;
    }
  }

  async #readError(error: Parameters<typeof storeError>[0], revision: number): Promise<Error> {
    if (isFuture(error)) return new FutureRevisionError(revision, await this.revision());
    if (isCompacted(error)) return new CompactedError(await compactedRevision(this.#pastOptions));
    return storeError(error);
  }

  get #pastOptions() {
    return { members: this.#members, clock: this.#clock, shift: this.#shift, signal: this.#stop.signal };
  }

  /** If a revision can be read, it can also be watched. A read first gives a reliable result. */
  async #past(_prefix: string, after: number, through: number): ReturnType<typeof readPast> {
    await this.#range({ ...allKeys, limit: 1, count_only: true, ...this.#asOf(after) });
    return readPast(this.#pastOptions, after, through);
  }

  async #followTail(): Promise<void> {
    const { signal } = this.#stop;
    let pause = minPauseMs;
    const onCreated = (): void => {
      pause = minPauseMs;
    };
    while (!signal.aborted) {
      try {
        await this.#checkHead();
        const after = this.#feed.head;
        const options = { ...this.#pastOptions, after, onCreated, onReserved: () => this.#giveUp() };
        for await (const changes of watchAll(options)) this.#feed.publish(changes);
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warn('the watch of etcd failed, will retry', { error: messageOf(error), revision: this.#feed.head });
        if (error instanceof CompactedError) await this.#restart(error);
        await this.#clock.sleep(pause, signal).catch(() => undefined);
        pause = Math.min(maxPauseMs, pause * 2);
      }
    }
  }

  /**
   * The tail was compacted, so watches that are behind must list again. A restore also compacts history, and leaves its mark. If the
   * mark cannot be read, the next attempt finds the compaction again.
   */
  async #restart(error: CompactedError): Promise<void> {
    try {
      const { written } = await readMark(this.#members);
      if (written === this.#marked) this.#feed.restart(error.compacted, error);
      else this.#giveUp();
    } catch (unread) {
      this.#log.warn('cannot read the restore mark in etcd, will retry', { error: messageOf(unread) });
    }
  }

  #giveUp(): void {
    this.#replaced = new StoreFailedError('a snapshot was restored into this etcd: this server must be restarted');
    this.#log.error(this.#replaced.message);
    this.#feed.close();
    this.#stop.abort();
  }

  /** After a restore from an older backup, watches would wait for revisions that they already know. */
  async #checkHead(): Promise<void> {
    const { head } = this.#feed;
    const newest = await this.revision();
    if (newest >= head) return;
    this.#log.error('the revision of etcd decreased', { from: head, to: newest });
    this.#feed.restart(newest, new CompactedError(newest));
  }
}

/** Connects to a cluster. Rejects with StoreFailedError or StoreUnavailableError if no member responds in time. */
export async function openEtcdStore(options: EtcdStoreOptions): Promise<Store> {
  if (options.endpoints.length === 0) throw new StoreFailedError('etcd needs at least one endpoint');
  const first = options.random.integer(options.endpoints.length);
  const members = new EtcdMembers({ ...options, first });
  try {
    const { mark, written, newest } = await readMark(members);
    if (mark.state === 'restoring') {
      throw new StoreFailedError(
        "an earlier restore into this etcd was not completed: run 'kubets snapshot restore' again",
      );
    }
    const shift = new RevisionShift(mark.offset);
    return new EtcdStore(members, { shift, marked: written, head: shift.told(newest) }, options);
  } catch (error) {
    members[Symbol.dispose]();
    throw isServiceError(error) ? storeError(error) : error;
  }
}
