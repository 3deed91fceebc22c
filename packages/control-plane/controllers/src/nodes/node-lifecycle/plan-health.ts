/** The health of a node: its last heartbeat, and the resulting conditions. Pure. */
import type { Lease, Node, NodeCondition, NodeStatus } from '@kubets/api';
import { formatTime, parseTime } from '@kubets/machinery/time';
import { nodeCondition } from '../../shared/node-conditions.ts';

/** As upstream: a running node may miss heartbeats for 50 s, a new one for 60 s. */
const nodeMonitorGracePeriodMs = 50_000;
const nodeStartupGracePeriodMs = 60_000;

/** The last heartbeat as this controller saw it. Clocks of hosts may differ, so only changes count. */
export interface Heartbeat {
  readonly sign: string;
  /** By the observer's monotonic clock. */
  readonly at: number;
}

export interface HealthPlan {
  readonly heartbeat: Heartbeat;
  /** The status to write if the node has become unresponsive. */
  readonly status?: NodeStatus;
}

const watched = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

function unknown(node: Node, type: string, now: number): NodeCondition {
  const old = nodeCondition(node, type);
  const time = formatTime(now);
  if (old === undefined) {
    return {
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      lastHeartbeatTime: node.metadata?.creationTimestamp ?? time,
      lastTransitionTime: time,
    };
  }
  if (old.status === 'Unknown') return old;
  return {
    ...old,
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
    lastTransitionTime: time,
  };
}

export function planHealth(
  node: Node,
  lease: Lease | undefined,
  heard: Heartbeat | undefined,
  now: { readonly wall: number; readonly monotonic: number },
): HealthPlan {
  const ready = nodeCondition(node, 'Ready');
  // A change that the controller made itself is no heartbeat.
  const posted = ready === undefined || ready.status === 'Unknown' ? '' : (ready.lastHeartbeatTime ?? '');
  const sign = `${posted} ${lease?.spec?.renewTime ?? ''} ${node.metadata?.uid}`;
  const alive = heard === undefined || signIsNewer(sign, heard.sign);
  const heartbeat = alive ? { sign, at: heard === undefined ? firstSeen(node, now) : now.monotonic } : heard;
  const grace = ready === undefined ? nodeStartupGracePeriodMs : nodeMonitorGracePeriodMs;
  if (now.monotonic <= heartbeat.at + grace) return { heartbeat };
  const silent = watched.map((type) => unknown(node, type, now.wall));
  const others = node.status?.conditions?.filter(({ type }) => !watched.includes(type)) ?? [];
  if (silent.every((condition) => condition === nodeCondition(node, condition.type))) return { heartbeat };
  return { heartbeat, status: { ...node.status, conditions: [...silent, ...others] } };
}

/** Whether the heartbeat is newer. The controller's own change to Unknown does not count. */
function signIsNewer(sign: string, old: string): boolean {
  if (sign === old) return false;
  const [posted, ...rest] = sign.split(' ');
  const [, ...oldRest] = old.split(' ');
  return posted !== '' || rest.join(' ') !== oldRest.join(' ');
}

/** A node that never posted a status counts from its creation, others from when they were first seen. */
function firstSeen(node: Node, now: { readonly wall: number; readonly monotonic: number }): number {
  if (nodeCondition(node, 'Ready') !== undefined) return now.monotonic;
  const created = parseTime(node.metadata?.creationTimestamp ?? '') ?? now.wall;
  return now.monotonic - Math.max(0, now.wall - created);
}
