/** The sandbox of a pod: its configuration, its creation, and the hosts file that follows from its addresses. */
import type { Pod } from '@kubets/api';
import { messageOf } from '@kubets/base';
import type { ContainerRuntime, Sandbox, SandboxConfig } from '@kubets/cri/runtime';
import {
  hostNetworkHostsFile,
  hostsFile,
  kernelHostname,
  podHostname,
  podResolver,
} from '../cri-config/names-and-hosts.ts';
import type { ObjectSource } from '../cri-config/objects.ts';
import { refuseUserNamespace, runtimeHandlerOf } from '../cri-config/runtime-handler.ts';
import { sandboxConfig } from '../cri-config/sandbox-config.ts';
import type { Host } from '../host/host.ts';
import { identityOf, type NodePaths, podDirectory, podFullName } from '../pod/keys.ts';
import { podCgroup } from '../pod/qos.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import type { HostPorts } from './host-ports.ts';

export interface SandboxDependencies {
  readonly runtime: Pick<ContainerRuntime, 'runSandbox' | 'sandboxStatus'>;
  readonly host: Pick<Host, 'files' | 'resolver' | 'hostsFile'>;
  readonly paths: NodePaths;
  readonly cgroupRoot: string;
  /** The cluster's DNS servers and its domain. */
  readonly cluster: { readonly servers: readonly string[]; readonly domain: string };
  readonly objects: Pick<ObjectSource, 'runtimeClass'>;
  readonly hostPorts: Pick<HostPorts, 'bind'>;
  readonly recordEvent: RecordPodEvent;
}

export interface PodSandboxes {
  /** `isNew`: the sandbox is about to be created. */
  configOf(pod: Pod, attempt: number, isNew: boolean): Promise<SandboxConfig>;
  /** Undefined: it could not be created, and an event was recorded. */
  create(pod: Pod, config: SandboxConfig): Promise<Sandbox | undefined>;
  writeHosts(pod: Pod, podIPs: readonly string[]): Promise<void>;
}

export const createPodSandboxes = (dependencies: SandboxDependencies): PodSandboxes => ({
  configOf: (pod, attempt, isNew) => configOf(pod, attempt, isNew, dependencies),
  create: (pod, config) => createSandbox(pod, config, dependencies),
  writeHosts: (pod, podIPs) => writeHosts(pod, podIPs, dependencies),
});

async function configOf(
  pod: Pod,
  attempt: number,
  isNew: boolean,
  { host, cluster, cgroupRoot, paths, recordEvent }: SandboxDependencies,
): Promise<SandboxConfig> {
  const resolver = podResolver(pod, await host.resolver(), cluster);
  if (resolver.clusterDnsMissing && isNew) {
    const why = 'kubelet does not have ClusterDNS IP configured and cannot create Pod using "ClusterFirst" policy';
    const message = `pod: "${podFullName(identityOf(pod))}". ${why}. Falling back to "Default" policy.`;
    recordEvent(pod, '', 'Warning', 'MissingClusterDNS', message);
  }
  return sandboxConfig({
    pod,
    attempt,
    hostname: kernelHostname(pod, podHostname(pod, cluster.domain)),
    dns: resolver.config,
    cgroupParent: podCgroup(cgroupRoot, pod),
    paths,
  });
}

async function createSandbox(
  pod: Pod,
  config: SandboxConfig,
  { objects, runtime, hostPorts, recordEvent }: SandboxDependencies,
): Promise<Sandbox | undefined> {
  try {
    const handler = await runtimeHandlerOf(pod, objects);
    refuseUserNamespace(pod, handler);
    const id = await runtime.runSandbox(config, handler);
    const sandbox = await runtime.sandboxStatus(id);
    await hostPorts.bind(pod, sandbox);
    return sandbox;
  } catch (error) {
    const message = `Failed to create pod sandbox: ${messageOf(error)}`;
    recordEvent(pod, '', 'Warning', 'FailedCreatePodSandBox', message);
    return undefined;
  }
}

async function writeHosts(
  pod: Pod,
  podIPs: readonly string[],
  { host, paths, cluster }: SandboxDependencies,
): Promise<void> {
  const text = pod.spec?.hostNetwork
    ? hostNetworkHostsFile(pod, await host.hostsFile())
    : hostsFile(pod, podIPs, podHostname(pod, cluster.domain));
  const files = host.files.below(podDirectory(paths, pod.metadata?.uid ?? ''));
  const bytes = new TextEncoder().encode(text);
  // Containers may have made it any size.
  const current = await files.readTail('etc-hosts', bytes.length + 1);
  if (current !== undefined && new TextDecoder().decode(current) === text) return;
  await files.write('etc-hosts', bytes, 0o644);
}
