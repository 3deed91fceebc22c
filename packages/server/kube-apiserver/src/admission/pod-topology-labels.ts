/** PodTopologyLabels: copies zone and region of the node to a pod that is bound to it. */
import { type Binding, bindings, nodes, pods } from '@kubets/api';
import { type AdmissionContext, type AdmissionPlugin, defineAdmission } from '@kubets/apiserver/admission';
import type { KubeObject } from '@kubets/machinery/meta';

const copied = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'] as const;

/** The labels of the binding are copied to the pod. */
async function withTopology(binding: Binding, _: unknown, context: AdmissionContext): Promise<Binding> {
  const kind = binding.target?.kind ?? '';
  if ((kind !== '' && kind !== 'Node') || !binding.target?.name) return binding;
  const node = await context.get(nodes, '', binding.target.name);
  const labels = node?.metadata?.labels ?? {};
  const found = copied.filter((key) => Object.hasOwn(labels, key)).map((key) => [key, labels[key] ?? ''] as const);
  if (found.length === 0) return binding;
  return {
    ...binding,
    metadata: { ...binding.metadata, labels: { ...binding.metadata?.labels, ...Object.fromEntries(found) } },
  };
}

const name = 'PodTopologyLabels';

export const podTopologyLabels: readonly AdmissionPlugin[] = [
  defineAdmission<Binding>({ name, on: { resource: bindings, operations: ['CREATE'] }, mutate: withTopology }),
  defineAdmission<KubeObject>({
    name,
    on: { resource: pods, subresources: ['binding'], operations: ['CREATE'] },
    // The body of this subresource is a Binding.
    mutate: (object, attributes, context) => withTopology(object as Binding, attributes, context),
  }),
];
