/** Converts CRI messages to our own types. */
import type {
  Container,
  ContainerEventType,
  ContainerState,
  ContainerStatus,
  ImageInfo,
  RuntimeFeatures,
  Sandbox,
} from '../../runtime.ts';
import type {
  ContainerMessage,
  ContainerStatusMessage,
  FeaturesMessage,
  ImageMessage,
  SandboxMessage,
  SandboxStatusMessage,
} from './messages.ts';

const milliseconds = (nanoseconds: number): number => nanoseconds / 1e6;

const states: Readonly<Record<string, ContainerState>> = {
  CONTAINER_CREATED: 'created',
  CONTAINER_RUNNING: 'running',
  CONTAINER_EXITED: 'exited',
};

export const eventTypes: Readonly<Record<string, ContainerEventType>> = {
  CONTAINER_CREATED_EVENT: 'created',
  CONTAINER_STARTED_EVENT: 'started',
  CONTAINER_STOPPED_EVENT: 'stopped',
  CONTAINER_DELETED_EVENT: 'deleted',
};

export function readSandbox(message: SandboxMessage, ips: readonly string[] = []): Sandbox {
  return {
    id: message.id,
    name: message.metadata?.name ?? '',
    namespace: message.metadata?.namespace ?? '',
    uid: message.metadata?.uid ?? '',
    attempt: message.metadata?.attempt ?? 0,
    ready: message.state === 'SANDBOX_READY',
    createdAt: milliseconds(message.createdAt),
    labels: message.labels,
    annotations: message.annotations,
    ips,
  };
}

export function readSandboxStatus(message: SandboxStatusMessage): Sandbox {
  const network = message.network;
  const ips = network === null ? [] : [network.ip, ...network.additionalIps.map((each) => each.ip)];
  return readSandbox(
    message,
    ips.filter((ip) => ip !== ''),
  );
}

export function readContainer(message: ContainerMessage, sandboxId = message.podSandboxId ?? ''): Container {
  return {
    id: message.id,
    sandboxId,
    name: message.metadata?.name ?? '',
    attempt: message.metadata?.attempt ?? 0,
    image: message.image?.image ?? '',
    imageRef: message.imageRef,
    state: states[message.state] ?? 'unknown',
    createdAt: milliseconds(message.createdAt),
    labels: message.labels,
    annotations: message.annotations,
  };
}

export function readContainerStatus(message: ContainerStatusMessage, sandboxId: string): ContainerStatus {
  return {
    ...readContainer(message, sandboxId),
    startedAt: milliseconds(message.startedAt),
    finishedAt: milliseconds(message.finishedAt),
    exitCode: message.exitCode,
    reason: message.reason,
    message: message.message,
    logPath: message.logPath,
    recursiveReadOnlyPaths: message.mounts.flatMap((mount) => (mount.recursiveReadOnly ? [mount.containerPath] : [])),
  };
}

export function readFeatures({ runtimeHandlers, features }: FeaturesMessage): RuntimeFeatures {
  return {
    supplementalGroupsPolicy: features?.supplementalGroupsPolicy ?? false,
    handlers: runtimeHandlers.map((handler) => ({
      name: handler.name,
      recursiveReadOnlyMounts: handler.features?.recursiveReadOnlyMounts ?? false,
    })),
  };
}

export function readImage(message: ImageMessage): ImageInfo {
  return {
    id: message.id,
    repoTags: message.repoTags,
    repoDigests: message.repoDigests,
    size: message.size,
    ...(message.uid === null ? {} : { uid: message.uid.value }),
    username: message.username,
    pinned: message.pinned,
  };
}
