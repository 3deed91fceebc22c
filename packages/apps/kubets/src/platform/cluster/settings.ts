/**
 * The settings of a cluster. Each cluster on a machine has a name and an index. Its address ranges and ports are derived
 * from the index, so that several clusters can run at once.
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
import type { AdmissionChoice } from './admission-settings.ts';

export type RuntimeKind = 'cri' | 'simulated';

export interface ServiceSettings {
  /** The range of cluster IPs, or one of each family, separated by a comma. */
  readonly serviceCidr: string;
  /** The IP address of the `kubernetes` Service: the first address of the range. */
  readonly apiServiceIp: string;
  readonly dnsServiceIp: string;
}

export interface ClusterSettings extends ServiceSettings {
  readonly name: string;
  readonly index: number;
  readonly dataDirectory: string;
  readonly port: number;
  readonly bind: string;
  /** `memory`, `lmdb` (in the data directory), or the URL of a store that several control planes can share. */
  readonly store: string;
  /** The address at which other machines and pods reach the API server; absent: the host's address. */
  readonly advertiseAddress?: string | undefined;
  /** True for a control plane that joined another, took over its certificates and runs no node. */
  readonly joined?: boolean | undefined;
  readonly podCidr: string;
  readonly kubeletPort: number;
  /** Family and name of the nftables table for Services. */
  readonly serviceTable: string;
  /** How long past revisions are kept, in milliseconds; absent: as upstream. */
  readonly history?: number | undefined;
  /** Maximum size of the embedded store in bytes; absent: 2 GiB, as in etcd. */
  readonly quota?: number | undefined;
  /** Absent: the default admission plugins. */
  readonly admission?: AdmissionChoice | undefined;
  /** As `--feature-gates` and `--runtime-config` give them; absent: the defaults. */
  readonly featureGates?: string | undefined;
  readonly runtimeConfig?: string | undefined;
}

/** The settings that the command line can set. The others are derived from the index. */
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
  readonly admission?: AdmissionChoice | undefined;
  readonly featureGates?: string | undefined;
  readonly runtimeConfig?: string | undefined;
  readonly services?: ServiceSettings | undefined;
}

const defaultName = 'kubets';
const maxClusters = 64;

/** The context, cluster and user name in a kubeconfig: `kubets`, or `kubets-NAME`, similar to kind. */
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
      `invalid cluster name ${JSON.stringify(name)}: use up to 40 lower-case letters, digits and '-', starting and ending with a letter or a digit`,
    );
}

/** Clusters of root are in /var/lib, clusters of other users in their home directory. */
function baseDirectory(): string {
  if (process.getuid?.() === 0) return '/var/lib/kubets';
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local/share'), 'kubets');
}

const registryDirectory = (): string => join(baseDirectory(), 'clusters');

/** The registry has one file per cluster, named after its index. Creating the file reserves the index atomically. */
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

/** False if another cluster has reserved this index. */
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

/** The registry entry of the cluster; created if it does not exist. */
function register(name: string, dataDirectory: string): Registered {
  const known = registered(name);
  if (known?.dataDirectory === dataDirectory) return known;
  forget(name);
  mkdirSync(registryDirectory(), { recursive: true, mode: 0o700 });
  const taken = new Set(registryFiles().map(({ index }) => index));
  // Index 0 is reserved for the default cluster, so that it always uses port 6443.
  for (let index = name === defaultName ? 0 : 1; index < maxClusters; index++) {
    const entry = { name, index, dataDirectory };
    if (!taken.has(index) && takeIndex(entry)) return entry;
  }
  throw new UsageError(
    `there are already ${maxClusters} clusters on this machine: delete one with 'kubets down --delete --name NAME'`,
  );
}

/** Releases the cluster's index. */
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

/** The settings of the cluster's last start; undefined if the cluster does not exist. */
export function readSettings(name: string): ClusterSettings | undefined {
  checkName(name);
  const entry = registered(name);
  return entry === undefined ? undefined : readSettingsFile(entry.dataDirectory);
}

/** Files that mark a directory as a data directory of kubets. `down --delete` deletes such directories. */
const ownFile = /^(cluster\.json|kubets\.pid|kubets\.log|store|pki|owner\.\d+)$/;

/** Refuses a directory that belongs to another cluster or contains other files. */
function checkDataDirectory(name: string, directory: string): void {
  const other = readSettingsFile(directory)?.name ?? name;
  if (other !== name)
    throw new UsageError(
      `${directory} contains the data of cluster ${other}: use --name ${other}, or another --data-dir`,
    );
  const files = existsSync(directory) ? readdirSync(directory) : [];
  if (files.length > 0 && !files.some((file) => ownFile.test(file)))
    throw new UsageError(
      `${directory} is not empty and does not contain a cluster: use an empty directory for --data-dir`,
    );
}

/** The data directory of the cluster. Does not create it. Throws UsageError for an invalid directory. */
export function dataDirectoryOf({ name, dataDirectory }: SettingsRequest): string {
  checkName(name);
  const known = registered(name);
  const wanted = dataDirectory === undefined ? undefined : resolve(dataDirectory);
  if (known && (wanted === undefined || wanted === known.dataDirectory)) return known.dataDirectory;
  if (known && existsSync(settingsFile(known.dataDirectory)))
    throw new UsageError(
      `cluster ${name} already exists in ${known.dataDirectory}: use another --name, or delete the cluster with 'kubets down --delete --name ${name}'`,
    );
  const directory = wanted ?? join(baseDirectory(), name);
  checkDataDirectory(name, directory);
  return directory;
}

export function saveSettings(settings: ClusterSettings): void {
  writeAtomically(settingsFile(settings.dataDirectory), `${JSON.stringify(settings, null, 2)}\n`);
}

/** Each option is that of this start, or else of the last one. */
export function mergedAdmission(
  requested: AdmissionChoice | undefined,
  last: AdmissionChoice | undefined,
): AdmissionChoice | undefined {
  if (requested === undefined || last === undefined) return requested ?? last;
  return {
    enable: requested.enable ?? last.enable,
    disable: requested.disable ?? last.disable,
    configFile: requested.configFile ?? last.configFile,
  };
}

function serviceSettings(chosen: ServiceSettings | undefined, index: number): ServiceSettings {
  if (chosen === undefined) {
    const network = `10.${96 + index}.0`;
    return { serviceCidr: `${network}.0/16`, apiServiceIp: `${network}.1`, dnsServiceIp: `${network}.10` };
  }
  const { serviceCidr, apiServiceIp, dnsServiceIp } = chosen;
  return { serviceCidr, apiServiceIp, dnsServiceIp };
}

/**
 * Computes and saves the settings for this start: the requested value, else the value of the last start, else the default
 * for the cluster's index. The caller must hold the lock on the data directory.
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
    ...serviceSettings(request.services ?? last, index),
    kubeletPort: 10250 + 10 * index,
    serviceTable: `ip kubets-${request.name}-services`,
    history: request.history ?? last?.history,
    quota: request.quota ?? last?.quota,
    admission: mergedAdmission(request.admission, last?.admission),
    featureGates: request.featureGates ?? last?.featureGates,
    runtimeConfig: request.runtimeConfig ?? last?.runtimeConfig,
  };
  saveSettings(settings);
  return settings;
}
