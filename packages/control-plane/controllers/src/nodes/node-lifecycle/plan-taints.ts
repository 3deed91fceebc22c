/** The taints of a node by its conditions. Pure. */
import type { Node, Taint } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';
import { nodeCondition, readiness } from '../../shared/node-conditions.ts';

export const notReadyTaint = 'node.kubernetes.io/not-ready';
export const unreachableTaint = 'node.kubernetes.io/unreachable';
const unschedulableTaint = 'node.kubernetes.io/unschedulable';

const pressures: Readonly<Record<string, string>> = {
  MemoryPressure: 'node.kubernetes.io/memory-pressure',
  DiskPressure: 'node.kubernetes.io/disk-pressure',
  PIDPressure: 'node.kubernetes.io/pid-pressure',
  NetworkUnavailable: 'node.kubernetes.io/network-unavailable',
};

const ours: ReadonlySet<string> = new Set([
  notReadyTaint,
  unreachableTaint,
  unschedulableTaint,
  ...Object.values(pressures),
]);

const has = (taints: readonly Taint[], key: string, effect: Taint['effect']): boolean =>
  taints.some((taint) => taint.key === key && taint.effect === effect);

/** The keys of the NoSchedule taints that follow from the state of the node. */
function noScheduleKeys(node: Node): readonly string[] {
  const ready = nodeCondition(node, 'Ready')?.status;
  return [
    ...(ready === 'False' ? [notReadyTaint] : []),
    ...(ready === 'Unknown' ? [unreachableTaint] : []),
    ...Object.entries(pressures).flatMap(([type, key]) => (nodeCondition(node, type)?.status === 'True' ? [key] : [])),
    ...(node.spec?.unschedulable === true ? [unschedulableTaint] : []),
  ];
}

/** The NoExecute taint for the state of the node; undefined if it is ready. */
function evictionTaint(node: Node): string | undefined {
  const ready = readiness(node);
  return ready === 'True' ? undefined : ready === 'False' ? notReadyTaint : unreachableTaint;
}

/**
 * The desired taints of the node; undefined if they are correct. NoSchedule taints follow the conditions at once. A NoExecute taint that no
 * longer applies is removed or replaced at once, but a new one is subject to the eviction rate. A node without a Ready condition keeps the
 * taints that it was registered with.
 */
export function planTaints(node: Node, now: number): readonly Taint[] | undefined {
  const taints = node.spec?.taints ?? [];
  const wanted = noScheduleKeys(node);
  const posted = nodeCondition(node, 'Ready') !== undefined;
  const kept = taints.filter((taint) => {
    if (taint.effect !== 'NoSchedule' || !ours.has(taint.key)) return true;
    return wanted.includes(taint.key) || (!posted && taint.key === notReadyTaint);
  });
  const added = wanted
    .filter((key) => !has(taints, key, 'NoSchedule'))
    .map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: formatTime(now) }));
  const evicting = posted ? evictionTaint(node) : notReadyTaint;
  const fitting = [...kept, ...added].map((taint): Taint | undefined => {
    const stale =
      taint.effect === 'NoExecute' &&
      (taint.key === notReadyTaint || taint.key === unreachableTaint) &&
      taint.key !== evicting;
    if (!stale) return taint;
    return evicting === undefined || has(taints, evicting, 'NoExecute')
      ? undefined
      : { ...taint, key: evicting, timeAdded: formatTime(now) };
  });
  const result = fitting.filter((taint) => taint !== undefined);
  const same = result.length === taints.length && result.every((taint, i) => taint === taints[i]);
  return same ? undefined : result;
}

/** Whether the node should get a NoExecute taint that it does not have. */
export function awaitsEviction(node: Node): boolean {
  const key = evictionTaint(node);
  return (
    nodeCondition(node, 'Ready') !== undefined && key !== undefined && !has(node.spec?.taints ?? [], key, 'NoExecute')
  );
}

export function withEvictionTaint(node: Node, now: number): readonly Taint[] {
  return [
    ...(node.spec?.taints ?? []),
    { key: evictionTaint(node) ?? unreachableTaint, effect: 'NoExecute', timeAdded: formatTime(now) },
  ];
}
