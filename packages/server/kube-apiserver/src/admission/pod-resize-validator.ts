/** PodResizeValidator: a pod on a node can only request what the node has. */
import { type Node, nodes, type Pod, pods } from '@kubets/api';
import { amountOf, podRequests } from '@kubets/api/scheduling-rules';
import { defineAdmission, refusal } from '@kubets/apiserver/admission';
import { deepEqual } from '@kubets/base';

/** What is wrong with the requests of a pod on this node. */
function problemOf(pod: Pod, { metadata, status }: Node): string | undefined {
  const requested = podRequests(pod);
  const missing = (['cpu', 'memory'] as const).flatMap((name) => {
    const wanted = requested.get(name) ?? 0;
    const allocatable = amountOf(name, status?.allocatable?.[name] ?? 0);
    return wanted > allocatable ? [`${name}, requested: ${wanted}, allocatable: ${allocatable}`] : [];
  });
  if (missing.length > 0) return `Node didn't have enough allocatable resources: ${missing.join('; ')}`;
  const system = metadata?.labels?.['kubernetes.io/os'] ?? '';
  if (system === 'linux') return undefined;
  return `pod resize is only supported on linux nodes, node ${JSON.stringify(metadata?.name ?? '')} is ${JSON.stringify(system)}`;
}

export const podResizeValidator = defineAdmission<Pod>({
  name: 'PodResizeValidator',
  on: { resource: pods, subresources: ['resize'], operations: ['UPDATE'] },
  async validate(attributes, context) {
    const { object, oldObject } = attributes;
    const name = object?.spec?.nodeName;
    if (object === undefined || !name || deepEqual(object.spec, oldObject?.spec)) return;
    const node = await context.get(nodes, '', name);
    if (node === undefined) throw refusal(attributes, `node ${JSON.stringify(name)} not found`);
    const problem = problemOf(object, node);
    if (problem !== undefined) throw refusal(attributes, problem);
  },
});
