/** PodTopologyLabels: copies zone and region of a node to the pods that are created on it or bound to it. */
import { type Binding, nodes, type Pod, pods } from '@kubets/api';
import { type AdmissionContext, type AdmissionPlugin, defineAdmission } from '@kubets/apiserver/admission';
import type { KubeObject } from '@kubets/machinery/meta';

const copied = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'] as const;

/** The object with the labels of the node, which replace its own. */
async function withLabels<T extends KubeObject>(object: T, nodeName: string, context: AdmissionContext): Promise<T> {
  const node = await context.get(nodes, '', nodeName);
  const labels = node?.metadata?.labels ?? {};
  const found = copied.filter((key) => Object.hasOwn(labels, key)).map((key) => [key, labels[key] ?? ''] as const);
  if (found.length === 0) return object;
  const merged = { ...object.metadata?.labels, ...Object.fromEntries(found) };
  return { ...object, metadata: { ...object.metadata, labels: merged } };
}

const name = 'PodTopologyLabels';

export const podTopologyLabels: readonly AdmissionPlugin[] = [
  defineAdmission<Pod>({
    name,
    on: { resource: pods, operations: ['CREATE'] },
    mutate(pod, _attributes, context) {
      const { nodeName = '' } = pod.spec ?? {};
      return nodeName === '' ? pod : withLabels(pod, nodeName, context);
    },
  }),
  defineAdmission<KubeObject>({
    name,
    on: { resource: pods, subresources: ['binding'], operations: ['CREATE'] },
    // The body of this subresource is a Binding, whose labels are copied to the pod.
    mutate(object, _attributes, context) {
      const { kind, name: nodeName } = (object as Binding).target ?? {};
      return kind === 'Node' && nodeName ? withLabels(object, nodeName, context) : object;
    },
  }),
];
