/**
 * The FlowSchemas and PriorityLevelConfigurations of every cluster whose specs users may change. A
 * deleted one is created again.
 */
import type { FlowSchema, PriorityLevelConfiguration, Subject } from '../generated/flowcontrol/v1.ts';
import { everyone, everythingOf, flowSchema, groupSubjects, priorityLevel } from './mandatory.ts';

const users = (...names: string[]): readonly Subject[] => names.map((name) => ({ kind: 'User', user: { name } }));
const systemServiceAccounts: Subject = {
  kind: 'ServiceAccount',
  serviceAccount: { namespace: 'kube-system', name: '*' },
};
const nodes = groupSubjects('system:nodes');

function queued(name: string, shares: number, lendablePercent: number, queues: number, handSize = 6) {
  const queuing = { queues, handSize, queueLengthLimit: 50 };
  const limitResponse = { type: 'Queue', queuing };
  return priorityLevel(name, {
    type: 'Limited',
    limited: { nominalConcurrencyShares: shares, limitResponse, lendablePercent },
  });
}

export const suggestedPriorityLevels: readonly PriorityLevelConfiguration[] = [
  queued('system', 30, 33, 64),
  queued('node-high', 40, 25, 64),
  queued('leader-election', 10, 0, 16, 4),
  queued('workload-high', 40, 50, 128),
  queued('workload-low', 100, 90, 128),
  queued('global-default', 20, 50, 128),
];

const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'], namespaces: ['*'] };

export const suggestedFlowSchemas: readonly FlowSchema[] = [
  flowSchema('system-nodes', 'system', 500, 'ByUser', everythingOf(nodes)),
  flowSchema('system-node-high', 'node-high', 400, 'ByUser', {
    subjects: nodes,
    resourceRules: [
      { verbs: ['*'], apiGroups: [''], resources: ['nodes', 'nodes/status'], clusterScope: true, namespaces: ['*'] },
      { verbs: ['*'], ...leases },
    ],
  }),
  flowSchema('probes', 'exempt', 2, undefined, {
    subjects: everyone,
    nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
  }),
  flowSchema('system-leader-election', 'leader-election', 100, 'ByUser', {
    subjects: [...users('system:kube-controller-manager', 'system:kube-scheduler'), systemServiceAccounts],
    resourceRules: [{ verbs: ['get', 'create', 'update'], ...leases }],
  }),
  flowSchema(
    'kube-controller-manager',
    'workload-high',
    800,
    'ByNamespace',
    everythingOf(users('system:kube-controller-manager')),
  ),
  flowSchema('kube-scheduler', 'workload-high', 800, 'ByNamespace', everythingOf(users('system:kube-scheduler'))),
  flowSchema(
    'kube-system-service-accounts',
    'workload-high',
    900,
    'ByNamespace',
    everythingOf([systemServiceAccounts]),
  ),
  flowSchema('service-accounts', 'workload-low', 9000, 'ByUser', everythingOf(groupSubjects('system:serviceaccounts'))),
  flowSchema('global-default', 'global-default', 9900, 'ByUser', everythingOf(everyone)),
];
