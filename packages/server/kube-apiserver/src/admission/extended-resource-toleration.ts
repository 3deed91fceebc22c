/** ExtendedResourceToleration: a pod that requests an extended resource tolerates the taint of the nodes that have it. */
import { type Pod, pods, type Toleration } from '@kubets/api';
import { isExtended } from '@kubets/api/kind-rules';
import { defineAdmission } from '@kubets/apiserver/admission';

export const extendedResourceToleration = defineAdmission<Pod>({
  name: 'ExtendedResourceToleration',
  on: { resource: pods, operations: ['CREATE', 'UPDATE'] },
  mutate(pod) {
    const { spec } = pod;
    if (spec === undefined) return pod;
    const requested = [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ resources }) =>
      Object.keys(resources?.requests ?? {}).filter(isExtended),
    );
    const tolerations = spec.tolerations ?? [];
    const tolerated = new Set(
      tolerations
        .filter(({ operator, effect, value }) => operator === 'Exists' && effect === 'NoSchedule' && !value)
        .map(({ key }) => key),
    );
    const added = [...new Set(requested)]
      .filter((key) => !tolerated.has(key))
      .sort()
      .map((key): Toleration => ({ key, operator: 'Exists', effect: 'NoSchedule' }));
    return added.length === 0 ? pod : { ...pod, spec: { ...spec, tolerations: [...tolerations, ...added] } };
  },
});
