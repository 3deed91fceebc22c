/** The host ports that lead to the pods of this node. */
import type { Pod } from '@kubets/api';
import type { PortMapping, Sandbox } from '@kubets/cri/runtime';
import { portMappings } from '../cri-config/sandbox-config.ts';

export interface HostPortBinding extends PortMapping {
  readonly podIP: string;
}

export interface HostPorts {
  /** Makes the pod's host ports lead to this sandbox. */
  bind(pod: Pod, sandbox: Sandbox): Promise<void>;
  /** Like `bind`, unless it was called before: for sandboxes of an earlier run of the kubelet. */
  ensureBound(pod: Pod, sandbox: Sandbox): Promise<void>;
  release(podUid: string): Promise<void>;
}

/** `sync` makes exactly the given ports of the host lead to pods. */
export function createHostPorts(sync: (ports: readonly HostPortBinding[]) => Promise<void>): HostPorts {
  const bindings = new Map<string, readonly HostPortBinding[]>();
  const bound = new Set<string>();
  /** Pods whose last change has not taken effect. */
  const unsynced = new Set<string>();
  const set = async (podUid: string, ports: readonly HostPortBinding[]): Promise<void> => {
    if (ports.length === 0 && !bindings.has(podUid) && !unsynced.has(podUid)) return;
    unsynced.add(podUid);
    if (ports.length === 0) bindings.delete(podUid);
    else bindings.set(podUid, ports);
    await sync([...bindings.values()].flat());
    unsynced.delete(podUid);
  };
  const bind = async (pod: Pod, { ips: [podIP] }: Sandbox): Promise<void> => {
    const uid = pod.metadata?.uid ?? '';
    const mappings = podIP === undefined ? [] : portMappings(pod).filter(({ hostPort }) => hostPort > 0);
    await set(
      uid,
      mappings.map((mapping) => ({ ...mapping, podIP: podIP ?? '' })),
    );
    bound.add(uid);
  };
  return {
    bind,
    ensureBound: async (pod, sandbox) => {
      if (!bound.has(pod.metadata?.uid ?? '')) await bind(pod, sandbox);
    },
    release: async (podUid) => {
      bound.delete(podUid);
      await set(podUid, []);
    },
  };
}
