/** Whether a node still gives signs of life, pure: what was heard when, and the conditions that follow. */
import type { Lease, Node, NodeCondition, NodeStatus } from '@kubets/api';
import { formatTime, parseTime } from '@kubets/machinery/time';
import { nodeCondition } from '../../shared/node-conditions.ts';

/** Milliseconds. A running node may be silent for 50 s, one that has just come for 60 s. */
const graceOfRunning = 50_000;
const graceOfStarting = 60_000;

/** The last sign of life as this observer saw it: hosts' clocks need not agree, so only changes count. */
export interface Heartbeat {
  readonly sign: string;
  /** By the observer's monotonic clock. */
  readonly at: number;
}

export interface HealthPlan {
  readonly heartbeat: Heartbeat;
  /** The status to write, when the node has fallen silent. */
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
  // A silence that we noted ourselves is no sign of life.
  const posted = ready === undefined || ready.status === 'Unknown' ? '' : (ready.lastHeartbeatTime ?? '');
  const sign = `${posted} ${lease?.spec?.renewTime ?? ''} ${node.metadata?.uid}`;
  const alive = heard === undefined || signIsNewer(sign, heard.sign);
  const heartbeat = alive ? { sign, at: heard === undefined ? firstSeen(node, now) : now.monotonic } : heard;
  const grace = ready === undefined ? graceOfStarting : graceOfRunning;
  if (now.monotonic <= heartbeat.at + grace) return { heartbeat };
  const silent = watched.map((type) => unknown(node, type, now.wall));
  const others = node.status?.conditions?.filter(({ type }) => !watched.includes(type)) ?? [];
  if (silent.every((condition) => condition === nodeCondition(node, condition.type))) return { heartbeat };
  return { heartbeat, status: { ...node.status, conditions: [...silent, ...others] } };
}

/** The posted part vanishing because we wrote Unknown is no news; everything else that differs is. */
function signIsNewer(sign: string, old: string): boolean {
  if (sign === old) return false;
  const [posted, ...rest] = sign.split(' ');
  const [, ...oldRest] = old.split(' ');
  return posted !== '' || rest.join(' ') !== oldRest.join(' ');
}

/** A node that has never posted counts from its creation, any other from when it was first seen. */
function firstSeen(node: Node, now: { readonly wall: number; readonly monotonic: number }): number {
  if (nodeCondition(node, 'Ready') !== undefined) return now.monotonic;
  const created = parseTime(node.metadata?.creationTimestamp ?? '') ?? now.wall;
  return now.monotonic - Math.max(0, now.wall - created);
}
