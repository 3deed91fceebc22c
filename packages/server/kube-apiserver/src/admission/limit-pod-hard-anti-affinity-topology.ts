/** LimitPodHardAntiAffinityTopology: required anti-affinity may keep other pods from nodes, but not from zones. */
import { type Pod, pods } from '@kubets/api';
import { defineAdmission, refusal } from '@kubets/apiserver/admission';

const hostname = 'kubernetes.io/hostname';

export const limitPodHardAntiAffinityTopology = defineAdmission<Pod>({
  name: 'LimitPodHardAntiAffinityTopology',
  on: { resource: pods, operations: ['CREATE', 'UPDATE'] },
  validate(attributes) {
    const terms =
      attributes.object?.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const other = terms.find(({ topologyKey }) => topologyKey !== hostname);
    if (other === undefined) return;
    throw refusal(
      attributes,
      `affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey ${other.topologyKey} but only key ${hostname} is allowed`,
    );
  },
});
