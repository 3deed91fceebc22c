/**
 * What one cluster is made with. Clusters on one machine are told apart by name; each has an index of its own, from
 * which its address ranges and ports follow, so that several run side by side.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';

export type StoreKind = 'memory' | 'lmdb';
export type RuntimeKind = 'cri' | 'simulated';

export interface ClusterSettings {
  readonly name: string;
  readonly index: number;
  readonly dataDirectory: string;
  readonly port: number;
  readonly bind: string;
  readonly store: StoreKind;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** The `kubernetes` Service: the range's first address. */
  readonly apiServiceIp: string;
  readonly dnsServiceIp: string;
  readonly kubeletPort: number;
  /** The nftables table of Services, with its family. */
  readonly serviceTable: string;
}

/** What a command line may ask for; the rest follows from the index. */
export interface SettingsRequest {
  readonly name: string;
  readonly dataDirectory?: string | undefined;
  readonly port?: number | undefined;
  readonly bind?: string | undefined;
  readonly store?: StoreKind | undefined;
}

const defaultName = 'kubets';
const mostClusters = 64;

/** The context, cluster and user name in a kubeconfig: `kubets`, or `kubets-NAME` as kind names them. */
export function contextName(name: string): string {
  return name === defaultName ? defaultName : `kubets-${name}`;
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
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'kubets');
}

const registryDirectory = (): string => join(baseDirectory(), 'clusters');
const registryFile = (name: string): string => join(registryDirectory(), `${name}.json`);

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

/** Every cluster this user has made on this machine and not deleted. */
export function registeredClusters(): readonly Registered[] {
  const directory = registryDirectory();
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readRegistered(join(directory, name)) ?? []);
}

function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  const file = openSync(temporary, 'w', 0o600);
  writeSync(file, text);
  closeSync(file);
  renameSync(temporary, path);
}

function smallestFreeIndex(): number {
  const taken = new Set(registeredClusters().map(({ index }) => index));
  for (let index = 0; index < mostClusters; index++) if (!taken.has(index)) return index;
  throw new UsageError(
    `there are ${mostClusters} clusters already: delete one with 'kubets down --delete --name NAME'`,
  );
}

/** The cluster's entry in the registry, made if it is new. */
function register(request: SettingsRequest): Registered {
  const known = readRegistered(registryFile(request.name));
  const wanted = request.dataDirectory === undefined ? undefined : resolve(request.dataDirectory);
  if (known && (wanted === undefined || wanted === known.dataDirectory)) return known;
  if (known && existsSync(join(known.dataDirectory, 'cluster.json')))
    throw new UsageError(
      `cluster ${request.name} has its data in ${known.dataDirectory}: give the new one another --name, or delete the old one with 'kubets down --delete --name ${request.name}'`,
    );
  const entry: Registered = {
    name: request.name,
    index: known?.index ?? smallestFreeIndex(),
    dataDirectory: wanted ?? join(baseDirectory(), request.name),
  };
  mkdirSync(registryDirectory(), { recursive: true, mode: 0o700 });
  writeAtomically(registryFile(request.name), `${JSON.stringify(entry)}\n`);
  return entry;
}

export function forget(name: string): void {
  rmSync(registryFile(name), { force: true });
}

function settingsFile(dataDirectory: string): string {
  return join(dataDirectory, 'cluster.json');
}

/** The settings a cluster was last started with; undefined when there is no such cluster. */
export function readSettings(name: string): ClusterSettings | undefined {
  checkName(name);
  const entry = readRegistered(registryFile(name));
  if (entry === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(settingsFile(entry.dataDirectory), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Settings for this start: what is asked for, else as last time, else the defaults of the cluster's index. */
export function makeSettings(request: SettingsRequest): ClusterSettings {
  checkName(request.name);
  const { index, dataDirectory } = register(request);
  const last = readSettings(request.name);
  const settings: ClusterSettings = {
    name: request.name,
    index,
    dataDirectory,
    port: request.port ?? last?.port ?? 6443 + index,
    bind: request.bind ?? last?.bind ?? '127.0.0.1',
    store: request.store ?? last?.store ?? 'lmdb',
    podCidr: `10.${244 - index}.0.0/16`,
    serviceCidr: `10.${96 + index}.0.0/16`,
    apiServiceIp: `10.${96 + index}.0.1`,
    dnsServiceIp: `10.${96 + index}.0.10`,
    kubeletPort: 10250 + 10 * index,
    serviceTable: `ip kubets-${request.name}-services`,
  };
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  writeAtomically(settingsFile(dataDirectory), `${JSON.stringify(settings, null, 2)}\n`);
  return settings;
}
