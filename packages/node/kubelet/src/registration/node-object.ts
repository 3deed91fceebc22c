/** The Node object: resources, addresses, conditions. Pure. */
import type { Node, NodeCondition, NodeStatus, Taint } from '@kubets/api';
import { kubernetesVersion } from '@kubets/api/facts';
import type { ImageInfo, RuntimeCondition, RuntimeFeatures, RuntimeVersion } from '@kubets/cri/runtime';
import type { HostFacts } from '../host/host.ts';
import { apiTime } from '../status/container-status.ts';

export interface NodeSettings {
  readonly nodeName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly podCIDR?: string;
  readonly maxPods: number;
  /** Of the kubelet's own server; 0: it has none. */
  readonly port: number;
  readonly unschedulable?: boolean;
}

const Mi = 1024 * 1024;
/** The resources reserved for the node: upstream's hard eviction threshold. */
const memoryReserve = 100 * Mi;

type Resources = Readonly<Record<string, string>>;

export function capacityOf(facts: HostFacts, maxPods: number): Resources {
  return {
    cpu: String(facts.cpus),
    'ephemeral-storage': `${Math.floor(facts.ephemeralStorageBytes / 1024)}Ki`,
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: `${Math.floor(facts.memoryBytes / 1024)}Ki`,
    pods: String(maxPods),
  };
}

export function allocatableOf(facts: HostFacts, maxPods: number): Resources {
  return {
    ...capacityOf(facts, maxPods),
    'ephemeral-storage': String(Math.floor(facts.ephemeralStorageBytes * 0.9)),
    memory: `${Math.max(0, Math.floor((facts.memoryBytes - memoryReserve) / 1024))}Ki`,
  };
}

function labelsOf(settings: NodeSettings, facts: HostFacts): Resources {
  return {
    'kubernetes.io/hostname': settings.nodeName,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': facts.architecture,
    'beta.kubernetes.io/os': 'linux',
    'beta.kubernetes.io/arch': facts.architecture,
    ...settings.labels,
  };
}

interface ComputedCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

const pressures: readonly ComputedCondition[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {
    type: 'DiskPressure',
    status: 'False',
    reason: 'KubeletHasNoDiskPressure',
    message: 'kubelet has no disk pressure',
  },
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
];

/** The Ready condition, from the conditions of the runtime. `undefined`: the runtime does not answer. */
function readiness(runtime: readonly RuntimeCondition[] | undefined): ComputedCondition {
  const notReady = (message: string): ComputedCondition => ({
    type: 'Ready',
    status: 'False',
    reason: 'KubeletNotReady',
    message,
  });
  if (runtime === undefined) return notReady('container runtime is down');
  const bad = runtime.filter(({ status }) => !status);
  if (bad.length === 0)
    return { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };
  const words = bad.map(({ type, reason, message }) => {
    const what = type === 'NetworkReady' ? 'container runtime network' : 'container runtime';
    return `${what} not ready: ${type}=false reason:${reason} message:${message}`;
  });
  return notReady(words.join(', '));
}

export function conditionsOf(
  before: readonly NodeCondition[],
  runtime: readonly RuntimeCondition[] | undefined,
  now: number,
): readonly NodeCondition[] {
  const time = apiTime(now);
  const own = [...pressures, readiness(runtime)].map((computed): NodeCondition => {
    const old = before.find(({ type }) => type === computed.type);
    const lastTransitionTime = old?.status === computed.status ? (old.lastTransitionTime ?? time) : time;
    return { ...computed, lastHeartbeatTime: time, lastTransitionTime };
  });
  return [...own, ...before.filter(({ type }) => !own.some((each) => each.type === type))];
}

export interface NodeObservation {
  readonly facts: HostFacts;
  readonly version: RuntimeVersion;
  readonly conditions: readonly RuntimeCondition[] | undefined;
  readonly images: readonly ImageInfo[];
  readonly features: RuntimeFeatures;
  readonly now: number;
}

/** The runtime features that pods can use on this node. */
function featuresOf({ supplementalGroupsPolicy, handlers }: RuntimeFeatures): NodeStatus {
  return {
    features: { supplementalGroupsPolicy },
    ...(handlers.length === 0
      ? {}
      : {
          runtimeHandlers: handlers.map(({ name, recursiveReadOnlyMounts }) => ({
            name,
            // No pod gets a user namespace of its own yet, whatever the runtime can do.
            features: { recursiveReadOnlyMounts, userNamespaces: false },
          })),
        }),
  };
}

/** Nodes name at most this many of their images, the largest ones. */
const maxReportedImages = 50;

export function nodeStatus(
  settings: NodeSettings,
  observation: NodeObservation,
  before: NodeStatus | undefined,
): NodeStatus {
  const { facts, version, images, now } = observation;
  return {
    capacity: capacityOf(facts, settings.maxPods),
    allocatable: allocatableOf(facts, settings.maxPods),
    conditions: conditionsOf(before?.conditions ?? [], observation.conditions, now),
    addresses: [
      ...facts.addresses.map((address) => ({ type: 'InternalIP', address })),
      { type: 'Hostname', address: settings.nodeName },
    ],
    ...featuresOf(observation.features),
    daemonEndpoints: { kubeletEndpoint: { Port: settings.port } },
    nodeInfo: {
      machineID: facts.machineID,
      systemUUID: facts.systemUUID,
      bootID: facts.bootID,
      kernelVersion: facts.kernelVersion,
      osImage: facts.osImage,
      containerRuntimeVersion: `${version.name}://${version.version.replace(/^v/, '')}`,
      kubeletVersion: `v${kubernetesVersion}`,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: facts.architecture,
    },
    images: images
      .toSorted((a, b) => b.size - a.size)
      .slice(0, maxReportedImages)
      .map(({ repoDigests, repoTags, size }) => ({
        names: [...repoDigests, ...repoTags].slice(0, 5),
        sizeBytes: size,
      })),
  };
}

/** The object as first registered. */
export function nodeObject(settings: NodeSettings, observation: NodeObservation): Node {
  const { podCIDR, taints, unschedulable } = settings;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: settings.nodeName,
      labels: labelsOf(settings, observation.facts),
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: {
      ...(podCIDR === undefined ? {} : { podCIDR, podCIDRs: [podCIDR] }),
      ...(taints.length === 0 ? {} : { taints }),
      ...(unschedulable ? { unschedulable } : {}),
    },
    status: nodeStatus(settings, observation, undefined),
  };
}

/** Labels that a node which is registered already must have, as a merge patch; undefined when it has them. */
export function labelPatch(node: Node, wanted: Node): object | undefined {
  const have = node.metadata?.labels ?? {};
  const missing = Object.entries(wanted.metadata?.labels ?? {}).filter(([key, value]) => have[key] !== value);
  return missing.length === 0 ? undefined : { metadata: { labels: Object.fromEntries(missing) } };
}
