/** DefaultTolerationSeconds: pods tolerate an unreachable node for five minutes. */
import { type Pod, pods, type Toleration } from '@kubets/api';
import { defineAdmission } from '@kubets/apiserver/admission';

const troubles = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;
const seconds = 300;

const tolerates = (toleration: Toleration, key: string): boolean =>
  (toleration.key === key || !toleration.key) && (toleration.effect === 'NoExecute' || !toleration.effect);

export const defaultTolerationSeconds = defineAdmission<Pod>({
  name: 'DefaultTolerationSeconds',
  on: { resource: pods, operations: ['CREATE', 'UPDATE'] },
  mutate(pod) {
    const { spec } = pod;
    if (spec === undefined) return pod;
    const standing = spec.tolerations ?? [];
    const missing = troubles.filter((key) => !standing.some((toleration) => tolerates(toleration, key)));
    if (missing.length === 0) return pod;
    const added = missing.map(
      (key): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds }),
    );
    return { ...pod, spec: { ...spec, tolerations: [...standing, ...added] } };
  },
});
