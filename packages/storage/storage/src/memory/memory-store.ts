/** The in-memory engine for tests, simulations and browsers. It does not depend on the host. */
import type { Clock } from '@kubets/base';
import { ChangeFeed } from '../change-feed.ts';
import { checkCommit, checkWanted, entryAfter, eventsOf, firstBroken } from '../commit.ts';
import { exportAt, leaseOfExported } from '../export.ts';
import { afterPrefix, before, startOf } from '../keys.ts';
import { expiryOf, LeaseKeeper, leasesOf } from '../leases.ts';
import { SortedTree } from '../sorted-tree.ts';
import {
  type Commit,
  type CommitResult,
  CompactedError,
  type Entry,
  FutureRevisionError,
  type ListPage,
  type ListRequest,
  type Store,
  type StoreChange,
  type StoreContent,
  StoreFailedError,
  type StoreWatch,
  type WatchRequest,
} from '../store.ts';

export interface MemoryStoreOptions {
  /** The number of revisions that stay readable. Older ones are compacted. Default 10,000. */
  readonly historyLimit?: number;
  /** The clock for leases. Default: the host's clock. */
  readonly clock: Clock;
}

/** The whole store at one revision: an immutable tree that shares most nodes with other versions. */
interface Version {
  readonly tree: SortedTree<Entry>;
  readonly change: StoreChange;
}

const firstRevision = 1;
/** How many changes a watch reads from the history at a time. */
const readLimit = 256;

function listOf(tree: SortedTree<Entry>, { prefix, limit = Infinity, after }: ListRequest, revision: number): ListPage {
  const entries: Entry[] = [];
  let more = false;
  tree.scanPrefix(prefix, startOf(prefix, after), (entry) => {
    more = entries.length >= limit;
    if (!more) entries.push(entry);
    return !more;
  });
  return { entries, revision, more };
}

class MemoryStore implements Store {
  readonly #historyLimit: number;
  readonly #leases: LeaseKeeper;
  readonly #clock: Clock;
  /** One version per revision, the oldest retained first. */
  #versions: Version[] = [{ tree: SortedTree.empty(), change: { revision: firstRevision, events: [] } }];
  #closed = false;
  readonly #feed = new ChangeFeed({ head: () => this.#head, read: (revision) => this.#changesAfter(revision) });

  constructor(options: MemoryStoreOptions) {
    this.#historyLimit = options.historyLimit ?? 10_000;
    this.#clock = options.clock;
    this.#leases = new LeaseKeeper(this.#clock, (lease) => {
      this.#commit(expiryOf(lease));
    });
  }

  get #newest(): Version {
    return this.#versions.at(-1) as Version;
  }

  get #head(): number {
    return this.#newest.change.revision;
  }

  get #oldest(): number {
    return (this.#versions[0] as Version).change.revision;
  }

  async revision(): Promise<number> {
    return this.#head;
  }

  async get(key: string, revision?: number): Promise<Entry | undefined> {
    return this.#treeAt(revision).get(key);
  }

  async list(request: ListRequest): Promise<ListPage> {
    return listOf(this.#treeAt(request.revision), request, request.revision ?? this.#head);
  }

  async count(prefix: string): Promise<number> {
    const { tree } = this.#newest;
    return tree.rank(afterPrefix(prefix)) - tree.rank(before(prefix));
  }

  async commit(commit: Commit): Promise<CommitResult> {
    checkCommit(commit);
    checkWanted(commit);
    return this.#commit(commit);
  }

  watch(request: WatchRequest): StoreWatch {
    return this.#feed.watch(request);
  }

  async compact(revision: number): Promise<void> {
    if (revision > this.#head) throw new FutureRevisionError(revision, this.#head);
    if (revision > this.#oldest) this.#versions = this.#versions.slice(revision - this.#oldest);
  }

  async export(): Promise<StoreContent> {
    // The tree is immutable, even if the history is trimmed.
    const { tree, change } = this.#newest;
    const list: Store['list'] = async (request) => listOf(tree, request, change.revision);
    return exportAt({ list }, change.revision, this.#leases.held(), this.#clock.now());
  }

  async restore({ revision, pages }: StoreContent): Promise<void> {
    let tree = SortedTree.empty<Entry>();
    for await (const page of pages) {
      for (const exported of page) {
        const { key, value, revision: written, created } = exported;
        tree = tree.set({ key, value, revision: written, created });
        const lease = leaseOfExported(exported, this.#clock.now());
        if (lease !== undefined) this.#leases.hold(lease);
      }
    }
    this.#versions = [{ tree, change: { revision, events: [] } }];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#leases[Symbol.dispose]();
    this.#feed.close();
  }

  #commit(commit: Commit): CommitResult {
    if (this.#closed) throw new StoreFailedError('the store is closed');
    let { tree } = this.#newest;
    const current = (key: string): Entry | undefined => tree.get(key);
    const broken = firstBroken(commit.expect, current);
    if (broken) return { committed: false, ...broken };
    const events = eventsOf(commit, this.#head + 1, current);
    if (events.length === 0) return { committed: true, revision: this.#head };
    const change: StoreChange = { revision: this.#head + 1, events };
    for (const event of events) {
      const entry = entryAfter(event);
      tree = entry === undefined ? tree.delete(event.key) : tree.set(entry);
    }
    this.#versions.push({ tree, change });
    this.#trim();
    for (const lease of leasesOf(commit, change.revision, this.#clock.now())) this.#leases.hold(lease);
    this.#feed.publish(change);
    return { committed: true, revision: change.revision };
  }

  /** The history may exceed its limit a little, so that trimming is rare. */
  #trim(): void {
    const { length } = this.#versions;
    if (length > this.#historyLimit * 1.1 + 1) this.#versions = this.#versions.slice(length - this.#historyLimit);
  }

  #treeAt(revision: number | undefined): SortedTree<Entry> {
    if (revision === undefined) return this.#newest.tree;
    if (revision > this.#head) throw new FutureRevisionError(revision, this.#head);
    if (revision < this.#oldest) throw new CompactedError(this.#oldest);
    return (this.#versions[revision - this.#oldest] as Version).tree;
  }

  #changesAfter(revision: number): { readonly steps: readonly StoreChange[]; readonly through: number } {
    if (revision < this.#oldest) throw new CompactedError(this.#oldest);
    const from = revision - this.#oldest + 1;
    const steps = this.#versions.slice(from, from + readLimit).map((version) => version.change);
    return { steps, through: steps.at(-1)?.revision ?? this.#head };
  }
}

export function createMemoryStore(options: MemoryStoreOptions): Store {
  return new MemoryStore(options);
}

/** A store that continues with the content of another one. */
export async function restoreMemoryStore(content: StoreContent, options: MemoryStoreOptions): Promise<Store> {
  const store = new MemoryStore(options);
  await store.restore(content);
  return store;
}
