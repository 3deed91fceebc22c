/** The rules of a cluster at rest: a correct cluster violates none, and each error violates its rule. */
import { expect, it } from 'vitest';
import { unrest } from './check-at-rest.ts';
import { historyOf, type Version } from './history-testing.ts';

type Told = readonly [resource: string, name: string, version: Version | undefined];

const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const owner = (kind: string, uid: string) => ({ ownerReferences: [{ kind, name: uid, uid, controller: true }] });
const pod = (name: string, of: ReturnType<typeof owner> | object, address: string, status: object = {}): Told => [
  'pods',
  name,
  {
    metadata: { labels: { app: 'web' }, ...of },
    spec: { nodeName: 'n' },
    status: { phase: 'Running', podIP: address, ...ready, ...status },
  },
];
const endpoint = (uid: string, address: string) => ({
  addresses: [address],
  conditions: { ready: true },
  targetRef: { uid },
});

const daemonTemplate = { metadata: { labels: { app: 'agent' } } };
const daemonSet = (status: object = {}): Told => [
  'daemonsets',
  'ag',
  {
    metadata: { generation: 1 },
    spec: { template: daemonTemplate },
    status: {
      observedGeneration: 1,
      desiredNumberScheduled: 1,
      currentNumberScheduled: 1,
      numberReady: 1,
      numberAvailable: 1,
      numberMisscheduled: 0,
      ...status,
    },
  },
];
const hashed = (hash: string) => ({ ...owner('DaemonSet', 'ag'), labels: { 'controller-revision-hash': hash } });
const daemonRevision = (template: object): Told => [
  'controllerrevisions',
  'ag-h',
  { metadata: hashed('h'), revision: 1, data: { spec: { template: { ...template, $patch: 'replace' } } } },
];
const cronJob = (status: object = {}): Told => [
  'cronjobs',
  'cj',
  { spec: {}, status: { lastScheduleTime: '2026-01-01T00:05:00Z', ...status } },
];
const scheduledJob = (name: string, minute: number): Told => [
  'jobs',
  name,
  {
    metadata: {
      ...owner('CronJob', 'cj'),
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': `2026-01-01T00:0${minute}:00Z` },
    },
    spec: { completions: 1 },
    status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
  },
];
const setTemplate = { metadata: { labels: { app: 'db' } } };
const setSpec = {
  replicas: 2,
  ordinals: { start: 1 },
  template: setTemplate,
  volumeClaimTemplates: [{ metadata: { name: 'data' } }],
};
const setStatus = {
  observedGeneration: 1,
  replicas: 2,
  readyReplicas: 2,
  updatedReplicas: 2,
  availableReplicas: 2,
  currentRevision: 'db-b',
  updateRevision: 'db-b',
};
const statefulSet = (status: object = {}): Told => [
  'statefulsets',
  'db',
  { metadata: { generation: 1 }, spec: setSpec, status: { ...setStatus, ...status } },
];
const member = (name: string, address: string, revision = 'db-b'): Told =>
  pod(name, { ...owner('StatefulSet', 'db'), labels: { 'controller-revision-hash': revision } }, address);
const revision = (name: string, number: number, template: object = setTemplate): Told => [
  'controllerrevisions',
  name,
  {
    metadata: owner('StatefulSet', 'db'),
    revision: number,
    data: { spec: { template: { ...template, $patch: 'replace' } } },
  },
];

const cluster: readonly Told[] = [
  ['namespaces', 'default', {}],
  ['namespaces', 'kube-system', {}],
  ['minions', 'n', { status: ready }],
  [
    'replicasets',
    'rs',
    { metadata: owner('Deployment', 'd'), spec: { replicas: 1 }, status: { replicas: 1, readyReplicas: 1 } },
  ],
  [
    'deployments',
    'd',
    {
      metadata: { generation: 1 },
      spec: { replicas: 1 },
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
    },
  ],
  pod('p', owner('ReplicaSet', 'rs'), '10.1.0.1'),
  daemonSet(),
  daemonRevision(daemonTemplate),
  pod('ag-1', hashed('h'), '10.1.2.1'),
  cronJob(),
  scheduledJob('cj-5', 5),
  statefulSet(),
  member('db-1', '10.1.1.1'),
  member('db-2', '10.1.1.2'),
  revision('db-a', 1, {}),
  revision('db-b', 2),
  ['persistentvolumeclaims', 'data-db-1', {}],
  ['persistentvolumeclaims', 'data-db-2', {}],
  [
    'jobs',
    'j',
    { spec: { completions: 1 }, status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] } },
  ],
  [
    'services/specs',
    's',
    { spec: { selector: { app: 'web' }, clusterIPs: ['10.96.0.1'], ports: [{ nodePort: 30_001 }] } },
  ],
  ['ipaddresses', '10.96.0.1', { spec: { parentRef: { namespace: 'default', name: 's' } } }],
  ['/allocations/nodeports', '30001', { spec: { parentRef: { namespace: 'default', name: 's' } } }],
  [
    'endpointslices',
    's-1',
    { metadata: { labels: { 'kubernetes.io/service-name': 's' } }, endpoints: [endpoint('p', '10.1.0.1')] },
  ],
  ['endpointslices', 'kubernetes', { endpoints: [{ addresses: ['192.0.2.1'] }, { addresses: ['192.0.2.2'] }] }],
  ['leases', 'kube-controller-manager', { spec: { holderIdentity: 'a' } }],
  ['leases', 'kube-scheduler', { spec: { holderIdentity: 'a' } }],
];

async function broken(...changes: readonly Told[]): Promise<readonly string[]> {
  const { history } = await historyOf([...cluster, ...changes], () => undefined);
  return [...new Set(unrest(history, 2).map(({ rule }) => rule.replace('at rest: ', '')))];
}

it('a cluster at rest violates no rule', async () => {
  expect(await broken()).toEqual([]);
});

const going = { deletionTimestamp: 'now' };

it.each<[rule: string, what: string, ...changes: Told[]]>([
  ['nodes', 'a node that is not ready', ['minions', 'n', { status: { conditions: [] } }]],
  ['nodes', 'a node with a taint', ['minions', 'n', { spec: { taints: [{}] }, status: ready }]],
  ['owners', 'something that does not go', ['configmaps', 'c', { metadata: going }]],
  ['owners', 'an orphan', ['configmaps', 'c', { metadata: owner('ReplicaSet', 'gone') }]],
  ['namespaces', 'a namespace that does not go', ['namespaces', 'other', { metadata: going }]],
  ['namespaces', 'an object without its namespace', ['configmaps', 'c', { metadata: { namespace: 'gone' } }]],
  [
    'replicas',
    'a ReplicaSet that does not know its pods',
    ['replicasets', 'rs', { metadata: owner('Deployment', 'd'), spec: { replicas: 1 }, status: { replicas: 0 } }],
  ],
  ['replicas', 'a pod too many', pod('p2', { ...owner('ReplicaSet', 'rs'), labels: {} }, '10.1.0.2')],
  [
    'replicas',
    'a Deployment that was not looked at',
    [
      'deployments',
      'd',
      {
        metadata: { generation: 2 },
        spec: { replicas: 1 },
        status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
      },
    ],
  ],
  ['daemonSets', 'a DaemonSet that was not looked at', daemonSet({ observedGeneration: 0 })],
  ['daemonSets', 'a DaemonSet that does not know its pods', daemonSet({ numberAvailable: 0 })],
  ['daemonSets', 'a node without a pod', ['pods', 'ag-1', undefined]],
  ['daemonSets', 'a node with two pods', pod('ag-2', hashed('h'), '10.1.2.2')],
  ['daemonSets', 'a pod of a past template', pod('ag-1', hashed('old'), '10.1.2.1')],
  ['daemonSets', 'a revision of another template', daemonRevision({})],
  ['cronJobs', 'a finished Job that is still active', cronJob({ active: [{ name: 'cj-5' }] })],
  ['cronJobs', 'two Jobs of one time', scheduledJob('again', 5)],
  ['cronJobs', 'too many Jobs', ...[1, 2, 3].map((minute) => scheduledJob(`cj-${minute}`, minute))],
  ['statefulSets', 'a StatefulSet that was not looked at', statefulSet({ observedGeneration: 0 })],
  ['statefulSets', 'a StatefulSet that does not know its pods', statefulSet({ readyReplicas: 1 })],
  ['statefulSets', 'a missing ordinal', ['pods', 'db-1', undefined]],
  ['statefulSets', 'an ordinal out of range', member('db-0', '10.1.1.3')],
  ['statefulSets', 'an outdated pod', member('db-1', '10.1.1.1', 'db-a')],
  ['statefulSets', 'a missing claim', ['persistentvolumeclaims', 'data-db-2', undefined]],
  ['statefulSets', 'a rollout that does not end', statefulSet({ currentRevision: 'db-a' })],
  ['statefulSets', 'a revision that is not the last', revision('db-a', 3)],
  ['statefulSets', 'two revisions of one number', revision('db-a', 2, {})],
  ['statefulSets', 'a revision of another template', revision('db-b', 2, {})],
  ['pods', 'a pod without a node', ['pods', 'lone', { metadata: { labels: {} }, status: { phase: 'Pending' } }]],
  ['pods', 'a pod that is not ready', pod('p2', { labels: {} }, '10.1.0.2', { conditions: [] })],
  ['podAddresses', 'two pods with one address', pod('p2', { labels: {} }, '10.1.0.1')],
  [
    'quotas',
    'a usage that is too low',
    [
      'resourcequotas',
      'q',
      { status: { used: { configmaps: '0', services: '0', 'services.nodeports': '0', pods: '0' } } },
    ],
    ['configmaps', 'c', {}],
  ],
  ['jobs', 'a Job that does not end', ['jobs', 'j', { spec: { completions: 1 }, status: { active: 1 } }]],
  [
    'jobs',
    'a Job that is complete with fewer successes than completions',
    [
      'jobs',
      'j',
      { spec: { completions: 2 }, status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] } },
    ],
  ],
  [
    'jobs',
    'a pod that its Job still tracks',
    pod('jp', { ...owner('Job', 'j'), labels: {}, finalizers: ['batch.kubernetes.io/job-tracking'] }, '10.1.0.2', {
      phase: 'Succeeded',
    }),
  ],
  [
    'orphans',
    'a pod that nobody took back',
    [
      'replicasets',
      'rs',
      {
        metadata: owner('Deployment', 'd'),
        spec: { replicas: 1, selector: { matchLabels: { set: 'rs' } } },
        status: { replicas: 1, readyReplicas: 1 },
      },
    ],
    pod('p2', { labels: { set: 'rs' } }, '10.1.0.2'),
  ],
  [
    'orphans',
    'a pod that is tracked for no Job',
    pod('p2', { labels: {}, finalizers: ['batch.kubernetes.io/job-tracking'] }, '10.1.0.2'),
  ],
  ['endpointSlices', 'a Service that leads nowhere', ['endpointslices', 's-1', undefined]],
  [
    'endpointSlices',
    'a Service that leads elsewhere',
    [
      'endpointslices',
      's-1',
      { metadata: { labels: { 'kubernetes.io/service-name': 's' } }, endpoints: [endpoint('p', '10.1.0.9')] },
    ],
  ],
  [
    'allocations',
    'an address that nobody has',
    ['ipaddresses', '10.96.0.9', { spec: { parentRef: { namespace: 'default', name: 'x' } } }],
  ],
  ['allocations', 'a node port that is not on the books', ['/allocations/nodeports', '30001', undefined]],
  [
    'planes',
    'a server nobody is led to',
    ['endpointslices', 'kubernetes', { endpoints: [{ addresses: ['192.0.2.1'] }] }],
  ],
  ['planes', 'a loop without a leader', ['leases', 'kube-scheduler', { spec: { holderIdentity: '' } }]],
])('at rest: %s: %s', async (rule, _, ...changes) => {
  expect(await broken(...changes)).toEqual([rule]);
});
