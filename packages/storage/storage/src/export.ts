/** Reads a whole store as of one revision, in pages that stay small whatever the size of its values. */
import type { Lease } from './leases.ts';
import type { Entry, ExportedEntry, Store, StoreContent } from './store.ts';

/** Bytes that a page aims at, and most entries of one. */
const pageBytes = 2 ** 22;
const mostEntries = 512;
const firstEntries = 16;

/** How many entries to ask for, when the last page was like this one. */
function nextLimit(page: readonly Entry[]): number {
  const largest = page.reduce((most, { value }) => Math.max(most, value.length), 1);
  return Math.max(1, Math.min(mostEntries, Math.floor(pageBytes / largest)));
}

async function* pagesAt(
  store: Pick<Store, 'list'>,
  revision: number,
  secondsOf: (entry: Entry) => number | undefined,
): AsyncGenerator<readonly ExportedEntry[], void> {
  let after: string | undefined;
  let limit = firstEntries;
  for (;;) {
    const page = await store.list({ prefix: '', revision, limit, ...(after === undefined ? {} : { after }) });
    yield page.entries.map((entry) => {
      const leaseSeconds = secondsOf(entry);
      return leaseSeconds === undefined ? entry : { ...entry, leaseSeconds };
    });
    if (!page.more) return;
    after = page.entries.at(-1)?.key;
    limit = nextLimit(page.entries);
  }
}

/** @param leases those that hold at `revision`; a later one of the same key does not count. */
export function exportAt(
  store: Pick<Store, 'list'>,
  revision: number,
  leases: readonly Lease[],
  now: number,
): StoreContent {
  const held = new Map<string, Lease>();
  for (const lease of leases) {
    if (lease.revision > (held.get(lease.key)?.revision ?? 0)) held.set(lease.key, lease);
  }
  const secondsOf = ({ key, revision: written }: Entry): number | undefined => {
    const lease = held.get(key);
    return lease?.revision === written ? Math.max(1, Math.ceil((lease.expires - now) / 1000)) : undefined;
  };
  return { revision, pages: pagesAt(store, revision, secondsOf) };
}

/** The lease that an entry takes when it comes into a store. */
export function leaseOfExported({ key, revision, leaseSeconds }: ExportedEntry, now: number): Lease | undefined {
  return leaseSeconds === undefined ? undefined : { key, revision, expires: Math.ceil(now + leaseSeconds * 1000) };
}

/** A page in parts, in order: none larger than `most` says, unless it is a single entry. */
export function* groupsOf(
  page: readonly ExportedEntry[],
  most: { readonly entries: number; readonly bytes: number },
): Generator<readonly ExportedEntry[]> {
  let gathered: ExportedEntry[] = [];
  let bytes = 0;
  for (const entry of page) {
    const size = entry.key.length + entry.value.length;
    if (gathered.length >= most.entries || (gathered.length > 0 && bytes + size > most.bytes)) {
      yield gathered;
      gathered = [];
      bytes = 0;
    }
    gathered.push(entry);
    bytes += size;
  }
  if (gathered.length > 0) yield gathered;
}
