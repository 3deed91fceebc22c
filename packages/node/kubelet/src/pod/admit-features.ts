/** Rejects pods that need unsupported features before anything of them is created, with upstream's messages. Pure. */
import type { Node, Pod } from '@kubets/api';
import { dottedSysctl } from './sysctls.ts';

export interface FeatureRejection {
  readonly reason: 'SysctlForbidden' | 'SupplementalGroupsPolicyNotSupported';
  readonly message: string;
}

type KernelNamespace = 'ipc' | 'net';

interface SafeSysctl {
  readonly namespace: KernelNamespace;
  /** The first kernel that keeps it apart for each namespace: major and minor version. */
  readonly since?: readonly [number, number];
}

/** Namespaced sysctls that cannot affect other pods: upstream's allowlist. */
const safeSysctls: ReadonlyMap<string, SafeSysctl> = new Map([
  ['kernel.shm_rmid_forced', { namespace: 'ipc' }],
  ['net.ipv4.ip_local_port_range', { namespace: 'net' }],
  ['net.ipv4.tcp_syncookies', { namespace: 'net' }],
  ['net.ipv4.ping_group_range', { namespace: 'net' }],
  ['net.ipv4.ip_unprivileged_port_start', { namespace: 'net' }],
  ['net.ipv4.ip_local_reserved_ports', { namespace: 'net', since: [3, 16] }],
  ['net.ipv4.tcp_keepalive_time', { namespace: 'net', since: [4, 5] }],
  ['net.ipv4.tcp_fin_timeout', { namespace: 'net', since: [4, 6] }],
  ['net.ipv4.tcp_keepalive_intvl', { namespace: 'net', since: [4, 5] }],
  ['net.ipv4.tcp_keepalive_probes', { namespace: 'net', since: [4, 5] }],
  ['net.ipv4.tcp_rmem', { namespace: 'net', since: [4, 15] }],
  ['net.ipv4.tcp_wmem', { namespace: 'net', since: [4, 15] }],
]);

/** Whether a kernel release, as `6.1.0-13-amd64`, is at least this version. Another form of it counts as older. */
function isAtLeast(release: string, [major, minor]: readonly [number, number]): boolean {
  const [, first, second] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  const own = [Number(first ?? 0), Number(second ?? 0)] as const;
  return own[0] > major || (own[0] === major && own[1] >= minor);
}

/** Why a sysctl is refused; undefined for a safe one. */
function forbiddenSysctl(sysctl: string, pod: Pod, kernel: string): string | undefined {
  const name = dottedSysctl(sysctl);
  const safe = safeSysctls.get(name);
  if (safe === undefined || (safe.since && !isAtLeast(kernel, safe.since)))
    return `${JSON.stringify(name)} not allowlisted`;
  const { hostIPC = false, hostNetwork = false } = pod.spec ?? {};
  const shared = safe.namespace === 'ipc' ? hostIPC : hostNetwork;
  return shared ? `${JSON.stringify(name)} not allowed with host ${safe.namespace} enabled` : undefined;
}

export function admitFeatures(pod: Pod, node: Node): FeatureRejection | undefined {
  const { sysctls = [], supplementalGroupsPolicy } = pod.spec?.securityContext ?? {};
  const kernel = node.status?.nodeInfo?.kernelVersion ?? '';
  for (const { name } of sysctls) {
    const why = forbiddenSysctl(name, pod, kernel);
    if (why !== undefined) return { reason: 'SysctlForbidden', message: `forbidden sysctl: ${why}` };
  }
  if (supplementalGroupsPolicy === 'Strict' && !node.status?.features?.supplementalGroupsPolicy)
    return {
      reason: 'SupplementalGroupsPolicyNotSupported',
      message: 'SupplementalGroupsPolicy=Strict is not supported in this node',
    };
  return undefined;
}
