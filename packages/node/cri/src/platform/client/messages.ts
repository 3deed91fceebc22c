/** The CRI responses: the fields that are used, as the codec decodes them. Times are in nanoseconds. */

interface Metadata {
  readonly name: string;
  readonly attempt: number;
}

interface SandboxMetadata extends Metadata {
  readonly namespace: string;
  readonly uid: string;
}

type Strings = Readonly<Record<string, string>>;

export interface SandboxMessage {
  readonly id: string;
  readonly metadata: SandboxMetadata | null;
  readonly state: string;
  readonly createdAt: number;
  readonly labels: Strings;
  readonly annotations: Strings;
}

export interface SandboxStatusMessage extends SandboxMessage {
  readonly network: { readonly ip: string; readonly additionalIps: readonly { readonly ip: string }[] } | null;
}

export interface ContainerMessage {
  readonly id: string;
  readonly podSandboxId?: string;
  readonly metadata: Metadata | null;
  readonly image: { readonly image: string } | null;
  readonly imageRef: string;
  readonly state: string;
  readonly createdAt: number;
  readonly labels: Strings;
  readonly annotations: Strings;
}

export interface ContainerStatusMessage extends ContainerMessage {
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly exitCode: number;
  readonly reason: string;
  readonly message: string;
  readonly logPath: string;
  readonly mounts: readonly { readonly containerPath: string; readonly recursiveReadOnly: boolean }[];
}

export interface ImageMessage {
  readonly id: string;
  readonly repoTags: readonly string[];
  readonly repoDigests: readonly string[];
  readonly size: number;
  readonly uid: { readonly value: number } | null;
  readonly username: string;
  readonly pinned: boolean;
}

export interface ConditionMessage {
  readonly type: string;
  readonly status: boolean;
  readonly reason: string;
  readonly message: string;
}

export interface FeaturesMessage {
  readonly runtimeHandlers: readonly {
    readonly name: string;
    readonly features: { readonly recursiveReadOnlyMounts: boolean } | null;
  }[];
  readonly features: { readonly supplementalGroupsPolicy: boolean } | null;
}

export interface EventMessage {
  readonly containerId: string;
  readonly containerEventType: string;
  readonly podSandboxStatus: SandboxStatusMessage | null;
}
