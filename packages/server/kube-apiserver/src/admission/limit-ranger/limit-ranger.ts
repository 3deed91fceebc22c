/**
 * LimitRanger: default requests and limits, and the bounds of pods and claims, from the LimitRanges of their namespace. Its code
 * is loaded when there is one.
 */
import {
  type LimitRange,
  limitRanges,
  type PersistentVolumeClaim,
  type Pod,
  persistentVolumeClaims,
  pods,
} from '@kubets/api';
import {
  type AdmissionAttributes,
  type AdmissionContext,
  type AdmissionPlugin,
  defineAdmission,
} from '@kubets/apiserver/admission';

const name = 'LimitRanger';

/** None for an object that is being deleted: it may only lose finalizers. */
async function rangesFor(
  { namespace, oldObject }: AdmissionAttributes,
  context: AdmissionContext,
): Promise<readonly LimitRange[]> {
  if (oldObject?.metadata?.deletionTimestamp !== undefined) return [];
  return context.list(limitRanges, namespace);
}

/** Other updates of a pod cannot change its resources. */
const resizing = { resource: pods, subresources: ['resize'], operations: ['UPDATE'] } as const;
const creating = { resource: pods, operations: ['CREATE'] } as const;

function forPods(on: typeof resizing | typeof creating): AdmissionPlugin {
  return defineAdmission<Pod>({
    name,
    on,
    async mutate(pod, attributes, context) {
      const ranges = await rangesFor(attributes, context);
      if (ranges.length === 0) return pod;
      const { withDefaults } = await import('./defaults.ts');
      return ranges.reduce(withDefaults, pod);
    },
    async validate(attributes, context) {
      const ranges = await rangesFor(attributes, context);
      if (ranges.length > 0) (await import('./check.ts')).checkPod(attributes, ranges);
    },
  });
}

export const limitRanger: readonly AdmissionPlugin[] = [
  forPods(creating),
  forPods(resizing),
  defineAdmission<PersistentVolumeClaim>({
    name,
    on: { resource: persistentVolumeClaims, operations: ['CREATE', 'UPDATE'] },
    async validate(attributes, context) {
      const ranges = await rangesFor(attributes, context);
      if (ranges.length > 0) (await import('./check.ts')).checkClaim(attributes, ranges);
    },
  }),
];
