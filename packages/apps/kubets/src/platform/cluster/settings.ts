/**
 * What one cluster is made with. Clusters on one machine are told apart by name; each has an index of its own, from
 * which its address ranges and ports follow, so that several run side by side.
 */
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

export type RuntimeKind = 'cri' | 'simulated';

export interface ClusterSettings {
  readonly name: string;
  readonly index: number;
  readonly dataDirectory: string;
  readonly port: number;
  readonly bind: string;
  /** `memory`, `lmdb` (below the data directory), or the URL of a store that several control planes may share. */
  readonly store: string;
  /** Where other machines and pods reach the API; absent: the host's own address. */
  readonly advertiseAddress?: string | undefined;
  /** A further control plane, which took the certificates over and runs no node. */
  readonly joined?: boolean | undefined;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** The `kubernetes` Service: the range's first address. */
  readonly apiServiceIp: string;
  readonly dnsServiceIp: string;
  readonly kubeletPort: number;
  /** The nftables table of Services, with its family. */
  readonly serviceTable: string;
  /** How far back the store's history reaches at least (milliseconds); absent: as upstream. */
  readonly history?: number | undefined;
  /** Bytes the embedded store may fill; absent: etcd's 2 GiB. */
  readonly quota?: number | undefined;
}

/** What a command line may ask for; the rest follows from the index. */
export interface SettingsRequest {
  readonly name: string;
  readonly dataDirectory?: string | undefined;
  readonly port?: number | undefined;
  readonly bind?: string | undefined;
  readonly store?: string | undefined;
  readonly advertiseAddress?: string | undefined;
  readonly joined?: boolean | undefined;
  readonly history?: number | undefined;
  readonly quota?: number | undefined;
}

const defaultName = 'kubets';
const mostClusters = 64;

/** The context, cluster and user name in a kubeconfig: `kubets`, or `kubets-NAME` as kind names them. */
export function contextName(name: string): string {
  return name === defaultName ? defaultName : `kubets-${name}`;
}

/** The command that starts this cluster, for messages. */
export function upCommand(name: string): string {
  return name === defaultName ? "'kubets up'" : `'kubets up --name ${name}'`;
}

export function checkName(name: string): void {
  if (!/^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/.test(name))
    throw new UsageError(
      `invalid cluster name ${JSON.stringify(name)}: use up to 40 lower-case letters, digits and '-', starting and ending with a letter or digit`,
    );
}

/** Root keeps clusters under /var/lib, everybody else under the home directory. */
function baseDirectory(): string {
  if (process.getuid?.() === 0) return '/var/lib/kubets';
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local/share'), 'kubets');
}

const registryDirectory = (): string => join(baseDirectory(), 'clusters');

/** One file a cluster, named by its index: making the file takes the index, whoever else tries at the same time. */
interface Registered {
  readonly name: string;
  readonly index: number;
  readonly dataDirectory: string;
}

function readRegistered(file: string): Registered | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

function registryFiles(): readonly (Registered & { readonly file: string })[] {
  const directory = registryDirectory();
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(directory, name))
    .flatMap((file) => {
      const entry = readRegistered(file);
      return entry === undefined ? [] : [{ ...entry, file }];
    })
    .sort((a, b) => a.index - b.index);
}

function registered(name: string): Registered | undefined {
  return registryFiles().find((each) => each.name === name);
}

function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  const file = openSync(temporary, 'w', 0o600);
  writeSync(file, text);
  closeSync(file);
  renameSync(temporary, path);
}

/** False when another cluster took this index first. */
function takeIndex(entry: Registered): boolean {
  const file = join(registryDirectory(), `${entry.index}.json`);
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary);
  }
}

/** The cluster's place on this machine, made if it is new. */
function register(name: string, dataDirectory: string): Registered {
  const known = registered(name);
  if (known?.dataDirectory === dataDirectory) return known;
  forget(name);
  mkdirSync(registryDirectory(), { recursive: true, mode: 0o700 });
  const taken = new Set(registryFiles().map(({ index }) => index));
  // The first index belongs to the cluster without a name of its own: it is found at 6443, whatever else there is.
  for (let index = name === defaultName ? 0 : 1; index < mostClusters; index++) {
    const entry = { name, index, dataDirectory };
    if (!taken.has(index) && takeIndex(entry)) return entry;
  }
  throw new UsageError(
    `there are ${mostClusters} clusters already: delete one with 'kubets down --delete --name NAME'`,
  );
}

/** Gives the cluster's index back. */
export function forget(name: string): void {
  for (const entry of registryFiles()) if (entry.name === name) rmSync(entry.file, { force: true });
}

function settingsFile(dataDirectory: string): string {
  return join(dataDirectory, 'cluster.json');
}

function readSettingsFile(dataDirectory: string): ClusterSettings | undefined {
  try {
    return JSON.parse(readFileSync(settingsFile(dataDirectory), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The settings a cluster was last started with; undefined when there is no such cluster. */
export function readSettings(name: string): ClusterSettings | undefined {
  checkName(name);
  const entry = registered(name);
  return entry === undefined ? undefined : readSettingsFile(entry.dataDirectory);
}

/** What a data directory of ours has from its first moment on; `down --delete` deletes such directories whole. */
const ownFile = /^(cluster\.json|kubets\.pid|kubets\.log|store|pki|owner\.\d+)$/;

/** Refuses a directory that is another cluster's, or that holds what is not ours. */
function checkDataDirectory(name: string, directory: string): void {
  const other = readSettingsFile(directory)?.name ?? name;
  if (other !== name)
    throw new UsageError(`${directory} has the data of cluster ${other}: use --name ${other}, or another --data-dir`);
  const files = existsSync(directory) ? readdirSync(directory) : [];
  if (files.length > 0 && !files.some((file) => ownFile.test(file)))
    throw new UsageError(`${directory} is not empty and has no cluster's data: choose an empty --data-dir`);
}

/** Where the cluster keeps its data, or will; makes nothing. Throws UsageError for a place that cannot be. */
export function dataDirectoryOf({ name, dataDirectory }: SettingsRequest): string {
  checkName(name);
  const known = registered(name);
  const wanted = dataDirectory === undefined ? undefined : resolve(dataDirectory);
  if (known && (wanted === undefined || wanted === known.dataDirectory)) return known.dataDirectory;
  if (known && existsSync(settingsFile(known.dataDirectory)))
    throw new UsageError(
      `cluster ${name} has its data in ${known.dataDirectory}: give the new one another --name, or delete the old one with 'kubets down --delete --name ${name}'`,
    );
  const directory = wanted ?? join(baseDirectory(), name);
  checkDataDirectory(name, directory);
  return directory;
}

export function keepSettings(settings: ClusterSettings): void {
  writeAtomically(settingsFile(settings.dataDirectory), `${JSON.stringify(settings, null, 2)}\n`);
}

/**
 * Settings for this start, kept for the next: what is asked for, else as last time, else the defaults of the cluster's
 * index. Only the owner of the data directory may call it.
 */
export function makeSettings(request: SettingsRequest): ClusterSettings {
  const { index, dataDirectory } = register(request.name, dataDirectoryOf(request));
  const last = readSettingsFile(dataDirectory);
  const settings: ClusterSettings = {
    name: request.name,
    index,
    dataDirectory,
    port: request.port ?? last?.port ?? 6443 + index,
    bind: request.bind ?? last?.bind ?? '127.0.0.1',
    store: request.store ?? last?.store ?? 'lmdb',
    advertiseAddress: request.advertiseAddress ?? last?.advertiseAddress,
    joined: request.joined ?? last?.joined,
    podCidr: `10.${244 - index}.0.0/16`,
    serviceCidr: `10.${96 + index}.0.0/16`,
    apiServiceIp: `10.${96 + index}.0.1`,
    dnsServiceIp: `10.${96 + index}.0.10`,
    kubeletPort: 10250 + 10 * index,
    serviceTable: `ip kubets-${request.name}-services`,
    history: request.history ?? last?.history,
    quota: request.quota ?? last?.quota,
  };
  keepSettings(settings);
  return settings;
}
