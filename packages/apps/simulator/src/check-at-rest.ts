/** Checks of a cluster at rest: after the last fault, the cluster must reach the desired state. */
import { objectKeyOf } from '@kubets/machinery/object-key';
import { cronJobs } from './check-cron-jobs.ts';
import { daemonSets } from './check-daemon-sets.ts';
import { quotas } from './check-quotas.ts';
import { statefulSets } from './check-stateful-sets.ts';
import { allocationsOf } from './check-throughout.ts';
import { type History, keyOf, resourceOf, type Stored } from './history.ts';

const phaseOf = (pod: Stored): string => pod.status?.['phase'] ?? 'Pending';
const isOver = (pod: Stored): boolean => phaseOf(pod) === 'Succeeded' || phaseOf(pod) === 'Failed';
const isGoing = (object: Stored): boolean => object.metadata?.deletionTimestamp !== undefined;
const isReady = (pod: Stored): boolean =>
  !isGoing(pod) &&
  (pod.status?.['conditions'] ?? []).some(
    (each: { type: string; status: string }) => each.type === 'Ready' && each.status === 'True',
  );
const controllerOf = (object: Stored): string | undefined =>
  object.metadata?.ownerReferences?.find((each) => each.controller === true)?.uid;

function* owners(history: History): Generator<string> {
  const uids = new Set(Array.from(history.now.values(), (object) => object.metadata?.uid));
  for (const [key, object] of history.now) {
    if (isGoing(object) && resourceOf(key) !== 'namespaces') yield `${key} is still being deleted`;
    const lost = object.metadata?.ownerReferences?.find((each) => !uids.has(each.uid));
    if (lost !== undefined) yield `${key} belongs to ${lost.kind} ${lost.name} ${lost.uid}, which does not exist`;
  }
}

function* namespaces(history: History): Generator<string> {
  const names = new Set(history.all('namespaces').map((each) => each.metadata?.name));
  for (const each of history.all('namespaces'))
    if (isGoing(each)) yield `namespace ${each.metadata?.name} is still being deleted`;
  for (const [key, { metadata }] of history.now)
    if (metadata?.namespace && !names.has(metadata.namespace)) yield `${key} is in a namespace that does not exist`;
}

function* replicas(history: History): Generator<string> {
  const pods = history.all('pods');
  const sets = history.all('replicasets');
  for (const set of sets) {
    const mine = pods.filter((pod) => controllerOf(pod) === set.metadata?.uid && !isOver(pod) && !isGoing(pod));
    const wanted = set.spec?.['replicas'];
    if (mine.length !== wanted) yield `ReplicaSet ${objectKeyOf(set)} wants ${wanted} pods, but has ${mine.length}`;
    if ((set.status?.['replicas'] ?? 0) !== wanted || (set.status?.['readyReplicas'] ?? 0) !== wanted)
      yield `ReplicaSet ${objectKeyOf(set)} wants ${wanted}, but has the status ${JSON.stringify(set.status)}`;
  }
  for (const deployment of history.all('deployments')) {
    const wanted = deployment.spec?.['replicas'];
    const {
      observedGeneration,
      replicas: all = 0,
      updatedReplicas = 0,
      availableReplicas = 0,
    } = deployment.status ?? {};
    const sum = sets
      .filter((set) => controllerOf(set) === deployment.metadata?.uid)
      .reduce((total, set) => total + (set.spec?.replicas ?? 0), 0);
    if (
      observedGeneration !== deployment.metadata?.generation ||
      [all, updatedReplicas, availableReplicas, sum].some((each) => each !== wanted)
    )
      yield `Deployment ${objectKeyOf(deployment)} wants ${wanted}, its sets ${sum}: ${JSON.stringify(deployment.status)}`;
  }
}

function* pods(history: History): Generator<string> {
  for (const pod of history.all('pods')) {
    if (!pod.spec?.['nodeName']) yield `pod ${objectKeyOf(pod)} has no node`;
    else if (!isOver(pod) && !isReady(pod)) yield `pod ${objectKeyOf(pod)} is ${phaseOf(pod)} and not ready`;
  }
}

function* podAddresses(history: History): Generator<string> {
  const held = new Map<string, string>();
  for (const pod of history.all('pods').filter((each) => !isOver(each) && each.status?.podIP)) {
    const address = pod.status?.podIP ?? '';
    const other = held.get(address);
    if (other !== undefined) yield `pods ${other} and ${objectKeyOf(pod)} have the same address ${address}`;
    held.set(address, objectKeyOf(pod));
  }
}

function* nodes(history: History): Generator<string> {
  for (const node of history.all('minions')) {
    const taints = node.spec?.['taints'] ?? [];
    if (!isReady(node) || taints.length > 0)
      yield `node ${node.metadata?.name} is unschedulable or not ready: ${JSON.stringify(taints)}`;
  }
}

/** `check-throughout.ts` has the upper bound of `succeeded`: a pod that its Job has replaced may succeed, too, and then counts. */
function* jobs(history: History): Generator<string> {
  for (const job of history.all('jobs')) {
    const { succeeded = 0, active = 0, conditions = [], uncountedTerminatedPods = {} } = job.status ?? {};
    const complete = conditions.some(
      (each: { type: string; status: string }) => each.type === 'Complete' && each.status === 'True',
    );
    if (
      !complete ||
      succeeded < (job.spec?.['completions'] ?? 1) ||
      active !== 0 ||
      Object.keys(uncountedTerminatedPods).length > 0
    )
      yield `Job ${objectKeyOf(job)} of ${job.spec?.['completions']}: ${JSON.stringify(job.status)}`;
    const held = history
      .all('pods')
      .filter((pod) => controllerOf(pod) === job.metadata?.uid && (pod.metadata?.finalizers ?? []).length > 0);
    if (held.length > 0) yield `Job ${objectKeyOf(job)} still tracks ${held.map(objectKeyOf).join()}`;
  }
}

const tracking = 'batch.kubernetes.io/job-tracking';

/**
 * Pods without a controller are adopted by the owner that selects them, and only pods of a Job have its tracking finalizer.
 */
function* orphans(history: History): Generator<string> {
  const standing = history.all('jobs').filter((job) => !isFinished(job));
  const adopters = ['replicasets', 'daemonsets', 'statefulsets']
    .flatMap((resource) => history.all(resource))
    .concat(standing)
    .filter((each) => !isGoing(each));
  const jobUids = new Set(history.all('jobs').map((job) => job.metadata?.uid));
  for (const pod of history.all('pods')) {
    const owner = controllerOf(pod);
    if (pod.metadata?.finalizers?.includes(tracking) && !jobUids.has(owner))
      yield `pod ${objectKeyOf(pod)} has the tracking finalizer, but no Job`;
    if (owner !== undefined || isOver(pod)) continue;
    const adopter = adopters.find((each) => each.metadata?.namespace === pod.metadata?.namespace && selects(each, pod));
    if (adopter !== undefined)
      yield `pod ${objectKeyOf(pod)} has no controller, although ${objectKeyOf(adopter)} selects it`;
  }
}

function selects({ spec }: Stored, pod: Stored): boolean {
  const wanted = Object.entries<string>(spec?.['selector']?.matchLabels ?? {});
  return wanted.length > 0 && wanted.every(([label, value]) => pod.metadata?.labels?.[label] === value);
}

const isFinished = ({ status }: Stored): boolean =>
  (status?.['conditions'] ?? []).some(
    (each: { type: string; status: string }) => /^(Complete|Failed)$/.test(each.type) && each.status === 'True',
  );

interface SliceEndpoint {
  readonly addresses: readonly string[];
  readonly conditions: { readonly ready?: boolean };
  readonly targetRef?: { readonly uid?: string };
}

function* endpointSlices(history: History): Generator<string> {
  for (const service of history.all('services/specs')) {
    const selector = Object.entries(service.spec?.['selector'] ?? {});
    if (selector.length === 0) continue;
    const { namespace, name } = service.metadata ?? {};
    const wanted = history
      .all('pods')
      .filter((pod) => pod.metadata?.namespace === namespace && !isOver(pod) && pod.status?.['podIP'])
      .filter((pod) => selector.every(([label, value]) => pod.metadata?.labels?.[label] === value))
      .map((pod) => `${pod.metadata?.uid} ${pod.status?.['podIP']} ${isReady(pod)}`);
    const told = history
      .all('endpointslices')
      .filter(
        ({ metadata }) =>
          metadata?.namespace === namespace && metadata?.labels?.['kubernetes.io/service-name'] === name,
      )
      .flatMap((slice) => (slice.endpoints ?? []) as readonly SliceEndpoint[])
      .map(({ addresses, conditions, targetRef }) => `${targetRef?.uid} ${addresses.join()} ${conditions.ready}`);
    if (wanted.sort().join('; ') !== told.sort().join('; '))
      yield `Service ${objectKeyOf(service)} has the endpoints [${told.join('; ')}], not [${wanted.join('; ')}]`;
  }
}

/** The allocations of addresses and ports must match the Services. */
function* allocations(history: History): Generator<string> {
  const held = history.all('services/specs').flatMap((service) => {
    return allocationsOf(service).map((each) => `${each} of ${objectKeyOf(service)}`);
  });
  const kept = [
    ...history.all('ipaddresses').map((each) => ['cluster IP', each] as const),
    ...history.all('allocations/nodeports').map((each) => ['node port', each] as const),
  ].map(([what, { metadata, spec }]) => {
    const { namespace, name } = spec?.parentRef ?? {};
    return `${what} ${metadata?.name} of ${namespace}/${name}`;
  });
  for (const each of held) if (!kept.includes(each)) yield `${each} is not allocated`;
  for (const each of kept) if (!held.includes(each)) yield `${each} is allocated, but not used`;
}

/** The kubernetes Service has an endpoint for every server, and each control loop has a leader. */
function* planes(history: History, count: number): Generator<string> {
  const slice = history.now.get(keyOf('endpointslices', 'default', 'kubernetes'));
  const addresses = ((slice?.endpoints ?? []) as readonly SliceEndpoint[]).flatMap((each) => each.addresses);
  if (addresses.length !== count) yield `the kubernetes Service has the endpoints [${addresses.join()}], not ${count}`;
  for (const name of ['kube-controller-manager', 'kube-scheduler'])
    if (!history.now.get(keyOf('leases', 'kube-system', name))?.spec?.holderIdentity) yield `${name} has no leader`;
}

const rules = {
  nodes,
  owners,
  namespaces,
  replicas,
  daemonSets,
  cronJobs,
  statefulSets,
  pods,
  podAddresses,
  jobs,
  orphans,
  endpointSlices,
  allocations,
  planes,
  quotas,
} as const;

/** All violations in a cluster with this number of control planes, by rule. */
export function unrest(
  history: History,
  planeCount: number,
): readonly { readonly rule: string; readonly detail: string }[] {
  return Object.entries(rules).flatMap(([rule, check]) =>
    Array.from(check(history, planeCount), (detail) => ({ rule: `at rest: ${rule}`, detail })),
  );
}
