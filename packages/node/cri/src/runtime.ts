/**
 * The interface of container runtimes: the shape of CRI, in our own types.
 * Two implementations: `platform/client` (CRI over gRPC) and `simulated-runtime.ts` (containers in memory).
 */

export type ContainerState = 'created' | 'running' | 'exited' | 'unknown';

export interface SandboxConfig {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly attempt: number;
  readonly hostname: string;
  readonly logDirectory: string;
  readonly dns?: {
    readonly servers: readonly string[];
    readonly searches: readonly string[];
    readonly options: readonly string[];
  };
  readonly portMappings: readonly PortMapping[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly cgroupParent: string;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly hostNetwork: boolean;
  readonly hostPid: boolean;
  readonly hostIpc: boolean;
  readonly shareProcessNamespace: boolean;
  readonly security: SandboxSecurity;
}

export type SupplementalGroupsPolicy = 'Merge' | 'Strict';

export interface SandboxSecurity {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly supplementalGroups: readonly number[];
  readonly supplementalGroupsPolicy: SupplementalGroupsPolicy;
  readonly privileged: boolean;
  readonly readonlyRootfs: boolean;
  readonly seccomp?: { readonly type: 'RuntimeDefault' | 'Unconfined' | 'Localhost'; readonly localhostRef?: string };
}

export interface PortMapping {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly containerPort: number;
  readonly hostPort: number;
  readonly hostIP: string;
}

export interface Sandbox {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly attempt: number;
  readonly ready: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Known from `sandboxStatus`; lists may leave them empty. */
  readonly ips: readonly string[];
}

export interface Mount {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly readonly: boolean;
  /** What is mounted below it is read-only as well. Only for runtimes with this feature. */
  readonly recursiveReadOnly: boolean;
  readonly propagation: 'private' | 'hostToContainer' | 'bidirectional';
}

export interface Device {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly permissions: string;
}

/** Limits in the units of Linux cgroups; absent means unlimited. */
export interface LinuxResources {
  readonly cpuShares: number;
  readonly cpuQuota?: number;
  readonly cpuPeriod?: number;
  readonly memoryLimitBytes?: number;
  readonly oomScoreAdj: number;
  /** cgroup v2 keys. */
  readonly unified?: Readonly<Record<string, string>>;
}

export interface ContainerSecurity {
  readonly privileged: boolean;
  readonly runAsUser?: number;
  readonly runAsUsername?: string;
  readonly runAsGroup?: number;
  readonly supplementalGroups: readonly number[];
  readonly supplementalGroupsPolicy: SupplementalGroupsPolicy;
  readonly readonlyRootfs: boolean;
  readonly noNewPrivileges: boolean;
  readonly addCapabilities: readonly string[];
  readonly dropCapabilities: readonly string[];
  readonly maskedPaths?: readonly string[];
  readonly readonlyPaths?: readonly string[];
  readonly seccomp?: SandboxSecurity['seccomp'];
}

export interface ContainerConfig {
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly imageRef: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly workingDir: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly mounts: readonly Mount[];
  readonly devices: readonly Device[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly logPath: string;
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  readonly resources: LinuxResources;
  readonly security: ContainerSecurity;
  /** The container whose process namespace this one enters (ephemeral containers with a target). */
  readonly pidTargetId?: string;
}

export interface Container {
  readonly id: string;
  readonly sandboxId: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly imageRef: string;
  readonly state: ContainerState;
  readonly createdAt: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ContainerStatus extends Container {
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly exitCode: number;
  /** `OOMKilled`, `Completed`, `Error` or a reason of the runtime. */
  readonly reason: string;
  readonly message: string;
  readonly logPath: string;
  /** Paths in the container whose mounts are read-only with all that is mounted below them. */
  readonly recursiveReadOnlyPaths?: readonly string[];
}

export interface ImageInfo {
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly size: number;
  /** The user the image asks for: numeric, or a name. */
  readonly uid?: number;
  readonly username: string;
  readonly pinned: boolean;
}

export interface RegistryAuth {
  readonly username?: string;
  readonly password?: string;
  readonly auth?: string;
  readonly serverAddress?: string;
  readonly identityToken?: string;
  readonly registryToken?: string;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export interface RuntimeVersion {
  readonly name: string;
  readonly version: string;
  readonly apiVersion: string;
}

export interface RuntimeCondition {
  readonly type: 'RuntimeReady' | 'NetworkReady';
  readonly status: boolean;
  readonly reason: string;
  readonly message: string;
}

export interface RuntimeHandler {
  /** Empty: the default one. */
  readonly name: string;
  readonly recursiveReadOnlyMounts: boolean;
}

/** Optional features of a runtime. */
export interface RuntimeFeatures {
  readonly supplementalGroupsPolicy: boolean;
  /** Empty: the runtime does not say which handlers it has. */
  readonly handlers: readonly RuntimeHandler[];
}

export const noRuntimeFeatures: RuntimeFeatures = { supplementalGroupsPolicy: false, handlers: [] };

export type ContainerEventType = 'created' | 'started' | 'stopped' | 'deleted';

export interface ContainerEvent {
  readonly type: ContainerEventType;
  readonly containerId: string;
  /** UID of the pod it belongs to. */
  readonly podUid: string;
}

/** What the runtime serves a streaming session at; the kubelet joins the client's connection to it. */
export interface StreamingUrl {
  readonly url: string;
}

/** A runtime fault: `code` is the gRPC code's name, the message what Kubernetes shows of it. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly code:
    | 'NotFound'
    | 'AlreadyExists'
    | 'Unavailable'
    | 'DeadlineExceeded'
    | 'InvalidArgument'
    | 'Unimplemented'
    | 'Canceled'
    | 'Unknown';
  constructor(code: RuntimeError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface ContainerRuntime {
  version(): Promise<RuntimeVersion>;
  conditions(): Promise<readonly RuntimeCondition[]>;
  features(): Promise<RuntimeFeatures>;
  /**
   * `handler`: the runtime's configuration to run the pod with, as a RuntimeClass names it; empty for the default one. Rejects
   * for one the runtime does not have.
   */
  runSandbox(config: SandboxConfig, handler: string): Promise<string>;
  stopSandbox(id: string): Promise<void>;
  removeSandbox(id: string): Promise<void>;
  sandboxStatus(id: string): Promise<Sandbox>;
  listSandboxes(filter?: { readonly podUid?: string }): Promise<readonly Sandbox[]>;
  createContainer(sandboxId: string, config: ContainerConfig, sandbox: SandboxConfig): Promise<string>;
  startContainer(id: string): Promise<void>;
  /** Stop signal, then kill after `timeoutSeconds`. Stopping one that is gone or exited is no error. */
  stopContainer(id: string, timeoutSeconds: number): Promise<void>;
  removeContainer(id: string): Promise<void>;
  containerStatus(id: string): Promise<ContainerStatus>;
  listContainers(filter?: { readonly podUid?: string; readonly sandboxId?: string }): Promise<readonly Container[]>;
  updateContainerResources(id: string, resources: LinuxResources): Promise<void>;
  reopenContainerLog(id: string): Promise<void>;
  execSync(id: string, command: readonly string[], timeoutSeconds: number): Promise<ExecResult>;
  exec(
    id: string,
    request: {
      readonly command: readonly string[];
      readonly stdin: boolean;
      readonly stdout: boolean;
      readonly stderr: boolean;
      readonly tty: boolean;
    },
  ): Promise<StreamingUrl>;
  attach(
    id: string,
    request: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean; readonly tty: boolean },
  ): Promise<StreamingUrl>;
  portForward(sandboxId: string, ports: readonly number[]): Promise<StreamingUrl>;
  listImages(): Promise<readonly ImageInfo[]>;
  imageStatus(image: string): Promise<ImageInfo | undefined>;
  /** Returns the image reference (digest). */
  pullImage(image: string, auth: RegistryAuth | undefined, sandbox: SandboxConfig | undefined): Promise<string>;
  removeImage(image: string): Promise<void>;
  /** Container events, if the runtime offers them. Otherwise undefined, and the kubelet only relists. */
  events?(signal: AbortSignal): AsyncIterable<ContainerEvent>;
}
