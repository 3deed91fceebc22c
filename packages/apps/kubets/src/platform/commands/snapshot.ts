/** `kubets snapshot save`, `restore` and `status`: save a cluster's store to a file, and restore it. */
import { createReadStream, mkdirSync } from 'node:fs';
import { systemClock, systemRandom } from '@kubets/base';
import { readSnapshot, type SnapshotSummary, snapshotBytes } from '@kubets/storage/platform';
import { adminRequest } from '../cluster/admin-request.ts';
import { runningProcess, takeDataDirectory } from '../cluster/instance-lock.ts';
import { openClusterStore, storeUrl } from '../cluster/open-cluster-store.ts';
import { dataDirectoryOf, makeSettings, readSettings, type SettingsRequest, upCommand } from '../cluster/settings.ts';
import { snapshotPath } from '../cluster/store-paths.ts';
import { print } from '../progress.ts';
import { restoreStore } from '../store/open-store.ts';
import { UsageError } from '../usage-error.ts';
import { shownBytes } from './bytes.ts';
import { writeChecked } from './snapshot-file.ts';

/**
 * How far the revisions of a restored cluster are ahead of the snapshot: more than the old cluster can have made since.
 * Clients that hold a later revision of the old cluster then get 410 Expired, and list again.
 */
const revisionBump = 1_000_000_000;

export interface SnapshotFlags {
  readonly name: string;
}

async function readThrough(file: string): Promise<SnapshotSummary> {
  const snapshot = await readSnapshot(createReadStream(file));
  for await (const _page of snapshot.pages);
  return snapshot.summary();
}

const shownKeys = (keys: number): string => `${keys} ${keys === 1 ? 'key' : 'keys'}`;

export async function snapshotSave(file: string, { name }: SnapshotFlags): Promise<void> {
  const settings = readSettings(name);
  if (settings === undefined) throw new UsageError(`cluster ${name} does not exist: create it with ${upCommand(name)}`);
  const save = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
    const { revision, keys } = await writeChecked(file, bytes, readThrough);
    print(
      `Saved revision ${revision} (${shownKeys(keys)}) to ${file}. The file contains all Secrets of the cluster: protect it.`,
    );
  };
  if (runningProcess(settings.dataDirectory) !== undefined) {
    await save(await adminRequest(settings, 'GET', snapshotPath));
    return;
  }
  if (settings.store === 'memory')
    throw new UsageError(`cluster ${name} is stopped, and its store was in memory: there is nothing to save`);
  await using store = await openClusterStore(settings);
  await save(snapshotBytes(await store.export(), systemClock));
}

export interface RestoreFlags extends SnapshotFlags {
  readonly dataDir?: string;
  readonly store?: string;
  readonly force?: boolean;
}

/** A snapshot that was verified to its end, so that a damaged one does not replace an existing store. */
interface Checked {
  readonly file: string;
  readonly summary: SnapshotSummary;
}

async function restoreInto(url: string, { file, summary }: Checked, force: boolean): Promise<void> {
  const { revision, keys } = summary;
  const { pages } = await readSnapshot(createReadStream(file));
  const aside = await restoreStore(
    url,
    { revision: revision + revisionBump, pages },
    { clock: systemClock, random: systemRandom, force },
  );
  print(`Restored ${shownKeys(keys)} of revision ${revision}. New revisions start after ${revision + revisionBump}.`);
  if (aside !== undefined) print(`Renamed the previous store to ${aside}.`);
}

/** Restores into the store in the data directory, or the store that the settings name. */
async function restoreCluster(checked: Checked, flags: RestoreFlags): Promise<void> {
  const { name, dataDir, force = false } = flags;
  const request: SettingsRequest = { name, dataDirectory: dataDir };
  const dataDirectory = dataDirectoryOf(request);
  const last = readSettings(name);
  if (last?.store === 'memory')
    throw new UsageError(
      `the store of cluster ${name} is in memory: start it once with --store lmdb, or use another --name`,
    );
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  using _lock = takeDataDirectory(dataDirectory);
  const settings = makeSettings(request);
  await restoreInto(storeUrl(settings), checked, force);
  print(`Start the cluster with ${upCommand(name)}.`);
}

export async function snapshotRestore(file: string, flags: RestoreFlags): Promise<void> {
  const checked = { file, summary: await readThrough(file) };
  if (flags.store !== undefined) await restoreInto(flags.store, checked, flags.force ?? false);
  else await restoreCluster(checked, flags);
}

export interface StatusFlags {
  readonly output: 'table' | 'json';
}

/** Prints the same table as etcdutl. */
export async function snapshotStatus(file: string, { output }: StatusFlags): Promise<void> {
  const { hash, revision, keys, size, created } = await readThrough(file);
  if (output === 'json') {
    print(JSON.stringify({ hash, revision, totalKey: keys, totalSize: size, created }));
    return;
  }
  const head = ['HASH', 'REVISION', 'TOTAL KEYS', 'TOTAL SIZE', 'CREATED'];
  const row = [hash.slice(0, 16), String(revision), String(keys), shownBytes(size), created];
  const widths = head.map((text, index) => Math.max(text.length, row[index]?.length ?? 0) + 2);
  const rule = `+${widths.map((width) => '-'.repeat(width)).join('+')}+`;
  const line = (cells: readonly string[]): string =>
    `|${cells.map((text, index) => ` ${text}`.padEnd(widths[index] ?? 0)).join('|')}|`;
  for (const each of [rule, line(head), rule, line(row), rule]) print(each);
}
