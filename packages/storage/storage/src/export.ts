/** Reads a whole store at one revision, in pages whose size does not depend on the size of values. */
import type { Lease } from './leases.ts';
import type { Entry, ExportedEntry, Store, StoreContent } from './store.ts';

/** The target size of a page in bytes, and the maximum number of its entries. */
const pageBytes = 2 ** 22;
const maxEntries = 512;
const firstEntries = 16;

/** The number of entries to request next, based on the last page. */
function nextLimit(page: readonly Entry[]): number {
  const largest = page.reduce((most, { value }) => Math.max(most, value.length), 1);
  return Math.max(1, Math.min(maxEntries, Math.floor(pageBytes / largest)));
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

/** @param leases the leases at `revision`. Later leases of the same key are ignored. */
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

/** The lease of an entry when it is imported. */
export function leaseOfExported({ key, revision, leaseSeconds }: ExportedEntry, now: number): Lease | undefined {
  return leaseSeconds === undefined ? undefined : { key, revision, expires: Math.ceil(now + leaseSeconds * 1000) };
}

/** Splits a page in order. No part exceeds the limit, except a single entry. */
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
