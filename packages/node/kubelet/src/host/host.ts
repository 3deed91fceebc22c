/** The interface to the machine the kubelet runs on. Tests and the simulator pass one in memory. */

export interface FileInfo {
  readonly type: 'file' | 'directory' | 'symlink' | 'socket' | 'charDevice' | 'blockDevice' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Tells files apart: device and inode. */
  readonly identity: string;
}

/**
 * Files below a directory in which others may exchange any entry at any moment. Paths are relative to it. Each step is
 * resolved by descriptor and no symbolic link is followed, neither on the way nor at the end: what is read, written,
 * changed or removed lies below the directory. Missing entries read as undefined or empty; other failures, a link on the
 * way among them, reject with HostError.
 */
export interface ConfinedFiles {
  /** The last `bytes` bytes of a regular file; undefined for anything else. */
  readTail(path: string, bytes: number): Promise<Uint8Array | undefined>;
  /** Makes a regular file, or replaces what it holds. */
  write(path: string, bytes: Uint8Array, mode: number): Promise<void>;
  /** Makes a file, or replaces it as a whole: after a crash it holds all of the old or all of the new. */
  replace(path: string, bytes: Uint8Array, mode: number): Promise<void>;
  /** With its parents; the mode (exact, whatever the umask) is given only to a directory made now. */
  makeDirectory(path: string, mode: number): Promise<void>;
  /** The names in a directory; '' is the root. */
  list(path: string): Promise<readonly string[]>;
  /** Of the entry itself, also of a symbolic link. */
  stat(path: string): Promise<FileInfo | undefined>;
  readLink(path: string): Promise<string | undefined>;
  link(target: string, path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  changeMode(path: string, mode: number): Promise<void>;
  changeOwner(path: string, uid: number, gid: number): Promise<void>;
  /** With all it holds, if it is there. Rejects where something is mounted in it; what is mounted is not touched. */
  remove(path: string): Promise<void>;
}

/**
 * Paths are absolute, and trusted: nobody but the kubelet may write to the directories on the way. Files that others may
 * exchange are reached through `below`. What is missing reads as undefined or empty; other failures reject with HostError.
 */
export interface FileSystem {
  /** Makes a file, or replaces what it holds; rejects where the path names a symbolic link. */
  write(path: string, bytes: Uint8Array, mode: number): Promise<void>;
  /** Makes a file; rejects where there is anything of this name. */
  create(path: string, bytes: Uint8Array, mode: number): Promise<void>;
  /** With its parents; the mode (exact, whatever the umask) is given only to a directory made now. */
  makeDirectory(path: string, mode: number): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  /** Follows symbolic links. */
  stat(path: string): Promise<FileInfo | undefined>;
  changeMode(path: string, mode: number): Promise<void>;
  changeOwner(path: string, uid: number, gid: number): Promise<void>;
  /** Like `remove` of ConfinedFiles: the contents need not be trusted. */
  remove(path: string): Promise<void>;
  below(directory: string): ConfinedFiles;
}

export interface BindTarget {
  /** A trusted path: the root of a volume. */
  readonly root: string;
  /** Relative to the root, where containers may exchange any entry at any moment. */
  readonly path: string;
  /** A trusted path at which there is nothing yet. */
  readonly target: string;
}

export interface Mounts {
  /** Mounts a file system in memory, which is never swapped out where the kernel can see to that. */
  memory(path: string, sizeBytes: number | undefined): Promise<void>;
  /**
   * Binds what `path` names below `root` to `target`. Missing directories are made, with the root's mode and group.
   * Symbolic links are followed as far as they stay below the root; the others reject with HostError.
   */
  bindBelow(binding: BindTarget): Promise<void>;
  /** Whether a file system of its own is mounted at the path. A bind mount of the same one does not count. */
  hasOwnFileSystem(path: string): Promise<boolean>;
  /** Everything mounted at the path or below it. */
  unmountBelow(path: string): Promise<void>;
}

export interface CgroupLimits {
  readonly cpuShares?: number;
  /** Microseconds in each 100 ms; absent: unlimited. */
  readonly cpuQuota?: number;
  readonly memoryBytes?: number;
}

/** Control groups by their path from the root of the hierarchy, as `/kubets/kubepods/burstable/podUID`. */
export interface Cgroups {
  /** Creates it with its parents, or updates its limits. */
  apply(cgroup: string, limits: CgroupLimits): Promise<void>;
  /** What the processes in it use; undefined where this is not known. */
  memoryBytes(cgroup: string): Promise<number | undefined>;
  /**
   * Kills the remaining processes and removes the cgroup. False if it is still in use after a few seconds: callers may
   * repeat it at once.
   */
  remove(cgroup: string): Promise<boolean>;
  children(cgroup: string): Promise<readonly string[]>;
}

export interface HttpProbeRequest {
  readonly scheme: 'HTTP' | 'HTTPS';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly timeoutMs: number;
}

/** The network as probes and hooks see it. Rejects with HostError, in the words Kubernetes shows. */
export interface ProbeNetwork {
  /** Does not follow redirects to other hosts. The body is truncated to 10 KiB. */
  http(request: HttpProbeRequest): Promise<{ readonly status: number; readonly body: string }>;
  tcp(host: string, port: number, timeoutMs: number): Promise<void>;
  /** grpc.health.v1: the serving status by name. */
  grpc(host: string, port: number, service: string, timeoutMs: number): Promise<string>;
}

export interface ResolverConfig {
  readonly servers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

export interface HostFacts {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly ephemeralStorageBytes: number;
  readonly hostname: string;
  /** The addresses others reach the node at, the preferred one first. */
  readonly addresses: readonly string[];
  readonly machineID: string;
  readonly systemUUID: string;
  readonly bootID: string;
  readonly kernelVersion: string;
  readonly osImage: string;
  readonly architecture: 'amd64' | 'arm64';
}

export interface Host {
  readonly files: FileSystem;
  readonly mounts: Mounts;
  readonly cgroups: Cgroups;
  readonly network: ProbeNetwork;
  facts(): Promise<HostFacts>;
  resolver(): Promise<ResolverConfig>;
  hostsFile(): Promise<string>;
  /** A text's SHA-256 in hexadecimal; in memory something else that differs for every text. */
  digest(text: string): string;
}

/** An operation of the host failed; the message is that of the system. */
export class HostError extends Error {
  override readonly name = 'HostError';
}
