/** `pods/binding`: binds a pod to a node. */
import { type Binding, bindings, type Pod, type PodCondition, pods } from '@kubets/api';
import type { ApiAnswer } from '@kubets/apiserver/requests';
import { handlerAt, type SubresourceCall, type SubresourceHandler, success } from '@kubets/apiserver/subresources';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';

const bindingResource = { group: '', resource: 'pods/binding' };

function checkTarget({ target }: Binding): readonly FieldError[] {
  const kind = target?.kind ?? '';
  return [
    ...(kind === '' || kind === 'Node' ? [] : [fieldError.notSupported('target.kind', kind, ['Node'])]),
    ...(target?.name ? [] : [fieldError.required('target.name')]),
  ];
}

/** `conditions` with this one set; its time changes only if the status does. */
function withCondition(conditions: readonly PodCondition[], condition: PodCondition): readonly PodCondition[] {
  const standing = conditions.find((each) => each.type === condition.type);
  if (standing === undefined) return [...conditions, condition];
  const since = standing.status === condition.status ? standing.lastTransitionTime : condition.lastTransitionTime;
  const next = { ...condition, ...(since === undefined ? {} : { lastTransitionTime: since }) };
  return conditions.map((each) => (each === standing ? next : each));
}

/** Why the pod cannot be bound, with upstream's message. */
function obstacle(pod: Pod, binding: Binding): string | undefined {
  const name = pod.metadata?.name;
  const wanted = binding.metadata?.uid;
  if (wanted && wanted !== pod.metadata?.uid)
    return `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${pod.metadata?.uid}`;
  if (pod.metadata?.deletionTimestamp !== undefined)
    return `pod ${name} is being deleted, cannot be assigned to a host`;
  if (pod.spec?.nodeName) return `pod ${name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`;
  if (pod.spec?.schedulingGates?.length) return `pod ${name} has non-empty .spec.schedulingGates`;
  return undefined;
}

/** The pod bound to its node. Throws Conflict if it cannot be bound any more. `now`: RFC 3339. */
function bindPod(pod: Pod, binding: Binding, now: string): Pod {
  const why = obstacle(pod, binding);
  if (why !== undefined) throw errors.conflict(bindingResource, pod.metadata?.name ?? '', why);
  if (pod.spec === undefined) return pod;
  const { annotations, labels } = binding.metadata ?? {};
  const scheduled: PodCondition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: now,
  };
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...(annotations === undefined ? {} : { annotations: { ...pod.metadata?.annotations, ...annotations } }),
      ...(labels === undefined ? {} : { labels: { ...pod.metadata?.labels, ...labels } }),
    },
    spec: { ...pod.spec, nodeName: binding.target.name ?? '' },
    status: { ...pod.status, conditions: withCondition(pod.status?.conditions ?? [], scheduled) },
  };
}

async function bind(call: SubresourceCall): Promise<ApiAnswer> {
  const sent = (await call.body()) as Binding;
  const name = call.info.name || (sent.metadata?.name ?? '');
  if (sent.metadata?.name !== undefined && sent.metadata.name !== name)
    throw errors.badRequest('name in URL does not match name in Binding object');
  const binding = ((await call.admit(sent)) ?? sent) as Binding;
  const found = checkTarget(binding);
  if (found.length > 0) throw errors.invalid(bindings, name, found);
  const now = formatTime(call.clock.now());
  await call.resources.update(pods, call.info.namespace, name, (pod) => bindPod(pod, binding, now), {
    subresource: '*',
    dryRun: call.dryRun,
  });
  return success();
}

export const bindingHandlers: readonly SubresourceHandler[] = [
  handlerAt({ resource: 'pods', subresource: 'binding' }, bind),
  handlerAt({ resource: 'bindings' }, bind),
];
