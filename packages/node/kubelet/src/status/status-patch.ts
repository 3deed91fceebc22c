/** The smallest strategic merge patch from the status the API shows to the one the kubelet computed. Pure. */
import type { PodCondition, PodStatus } from '@kubets/api';
import { kubeletConditions } from './conditions.ts';

/** As `deepEqual`, but null counts as absent: the API returns the times of conditions as null where the kubelet has none. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object')
    return (a ?? undefined) === (b ?? undefined);
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => same(left[key], right[key]));
}

/** Fields of the status that the kubelet writes. */
const owned = [
  'observedGeneration',
  'phase',
  'reason',
  'message',
  'hostIP',
  'podIP',
  'startTime',
  'initContainerStatuses',
  'containerStatuses',
  'ephemeralContainerStatuses',
  'qosClass',
] as const satisfies readonly (keyof PodStatus)[];

/** Lists keyed by `ip`: removed entries need a delete directive. */
function addressPatch(before: readonly { ip?: string }[] = [], after: readonly { ip?: string }[] = []): object[] {
  const gone = before.filter(({ ip }) => !after.some((each) => each.ip === ip));
  return [...gone.map(({ ip }) => ({ $patch: 'delete', ip })), ...after];
}

type ConditionPatch = { readonly [F in keyof PodCondition]: PodCondition[F] | null };
type ConditionDeletion = { readonly $patch: 'delete'; readonly type: string };

/** Merged by type: removed reasons and messages must be set to null. */
function changedConditions(
  before: readonly PodCondition[] = [],
  after: readonly PodCondition[] = [],
): (ConditionPatch | ConditionDeletion)[] {
  const gone = before.filter(({ type }) => kubeletConditions.has(type) && !after.some((each) => each.type === type));
  const deletions = gone.map(({ type }): ConditionDeletion => ({ $patch: 'delete', type }));
  const changes = after.flatMap((condition): ConditionPatch[] => {
    const old = before.find(({ type }) => type === condition.type);
    if (!kubeletConditions.has(condition.type) || same(condition, old ?? null)) return [];
    const reason = old?.reason !== undefined && condition.reason === undefined ? { reason: null } : {};
    const message = old?.message !== undefined && condition.message === undefined ? { message: null } : {};
    return [{ ...condition, ...reason, ...message }];
  });
  return [...deletions, ...changes];
}

/** The patch's `status`; undefined when nothing changed. Conditions of others are never touched. */
export function statusPatch(before: PodStatus, after: PodStatus): Readonly<Record<string, unknown>> | undefined {
  const patch: Record<string, unknown> = {};
  for (const field of owned) if (!same(before[field], after[field])) patch[field] = after[field] ?? null;
  for (const field of ['podIPs', 'hostIPs'] as const)
    if (!same(before[field], after[field])) patch[field] = addressPatch(before[field], after[field]);
  const conditions = changedConditions(before.conditions, after.conditions);
  if (conditions.length > 0) patch['conditions'] = conditions;
  return Object.keys(patch).length === 0 ? undefined : patch;
}
