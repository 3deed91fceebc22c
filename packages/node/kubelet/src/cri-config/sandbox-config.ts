/** The CRI configuration of a pod sandbox. Pure. */
import type { Pod } from '@kubets/api';
import { label } from '@kubets/cri/labels';
import type { PortMapping, SandboxConfig } from '@kubets/cri/runtime';
import type { ResolverConfig } from '../host/host.ts';
import { identityOf, type NodePaths, podLogDirectory } from '../pod/keys.ts';
import { dottedSysctl } from '../pod/sysctls.ts';
import { sandboxSecurity } from './security.ts';

export interface SandboxInput {
  readonly pod: Pod;
  readonly attempt: number;
  readonly hostname: string;
  readonly dns: ResolverConfig;
  readonly cgroupParent: string;
  readonly paths: NodePaths;
}

/** Host ports of all containers that stay. */
export function portMappings(pod: Pod): readonly PortMapping[] {
  if (pod.spec?.hostNetwork) return [];
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  return containers.flatMap(({ ports = [] }) =>
    ports.map((port) => ({
      protocol: port.protocol ?? 'TCP',
      containerPort: port.containerPort,
      hostPort: port.hostPort ?? 0,
      hostIP: port.hostIP ?? '',
    })),
  );
}

export function sandboxConfig({ pod, attempt, hostname, dns, cgroupParent, paths }: SandboxInput): SandboxConfig {
  const identity = identityOf(pod);
  const spec = pod.spec;
  return {
    ...identity,
    attempt,
    // In the node's network the host name is the node's.
    hostname: spec?.hostNetwork ? '' : hostname,
    logDirectory: podLogDirectory(paths, identity),
    dns,
    portMappings: portMappings(pod).filter((port) => port.hostPort > 0),
    labels: {
      ...pod.metadata?.labels,
      [label.podName]: identity.name,
      [label.podNamespace]: identity.namespace,
      [label.podUid]: identity.uid,
    },
    annotations: pod.metadata?.annotations ?? {},
    cgroupParent,
    sysctls: Object.fromEntries(
      (spec?.securityContext?.sysctls ?? []).map(({ name, value }) => [dottedSysctl(name), value]),
    ),
    hostNetwork: spec?.hostNetwork ?? false,
    hostPid: spec?.hostPID ?? false,
    hostIpc: spec?.hostIPC ?? false,
    shareProcessNamespace: spec?.shareProcessNamespace ?? false,
    security: sandboxSecurity(pod),
  };
}
