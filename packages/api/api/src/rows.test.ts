/** Printer columns of all kinds except Pod. */
import type { KubeObject } from '@kubets/machinery/meta';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadColumns } from './facts.ts';
import * as api from './index.ts';
import type { ResourceDefinition } from './resource-definition.ts';

beforeAll(loadColumns);

const now = Date.parse('2026-01-01T00:10:00Z');
const metadata = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };
const age = '10m';

function row<T extends KubeObject>(definition: ResourceDefinition<T>, object: Omit<T, 'metadata'>, more: object = {}) {
  const cells = definition.strategy.row?.({ ...object, metadata: { ...metadata, ...more } } as unknown as T, now) ?? [];
  expect(cells).toHaveLength(definition.columns().length);
  return cells.slice(1);
}

const containers = [
  { name: 'a', image: 'nginx' },
  { name: 'b', image: 'redis' },
];
const template = { spec: { containers } };
const selector = {
  matchLabels: { app: 'web' },
  matchExpressions: [{ key: 'tier', operator: 'In', values: ['b', 'a'] }],
};
const selected = 'app=web,tier in (a,b)';

describe('table rows of workloads', () => {
  it('contain ready and desired replicas of a Deployment', () => {
    const spec = { replicas: 3, selector, template };
    const status = { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 };
    expect(row(api.deployments, { spec, status })).toEqual(['2/3', 3, 1, age, 'a,b', 'nginx,redis', selected]);
  });

  it('contain the replicas of ReplicaSets, StatefulSets, DaemonSets and ReplicationControllers', () => {
    const spec = { replicas: 3, selector: { matchLabels: {} }, template };
    expect(row(api.replicaSets, { spec, status: { replicas: 3, readyReplicas: 2 } })).toEqual([
      3,
      3,
      2,
      age,
      'a,b',
      'nginx,redis',
      '<none>',
    ]);
    expect(row(api.statefulSets, { spec, status: { replicas: 3, readyReplicas: 2 } })[0]).toBe('2/3');
    const status = { currentNumberScheduled: 2, desiredNumberScheduled: 3, numberReady: 1, numberMisscheduled: 0 };
    expect(row(api.daemonSets, { spec: { selector, template }, status }).slice(0, 6)).toEqual([
      3,
      2,
      1,
      0,
      0,
      '<none>',
    ]);
  });

  it('contain the status of a Job from its conditions', () => {
    const started = { startTime: '2026-01-01T00:08:00Z', succeeded: 1 };
    expect(row(api.jobs, { spec: { completions: 2, template }, status: started }).slice(0, 4)).toEqual([
      'Running',
      '1/2',
      '2m',
      age,
    ]);
    const done = {
      ...started,
      completionTime: '2026-01-01T00:08:30Z',
      conditions: [{ type: 'Complete', status: 'True' }],
    };
    expect(row(api.jobs, { spec: { completions: 2, template }, status: done }).slice(0, 3)).toEqual([
      'Complete',
      '1/2',
      '30s',
    ]);
    expect(row(api.jobs, { spec: { parallelism: 3, template } })[1]).toBe('0/1 of 3');
    expect(row(api.jobs, { spec: { template } }, { deletionTimestamp: 'x' })[0]).toBe('Terminating');
  });

  it('contain the schedule of a CronJob', () => {
    const spec = { schedule: '* * * * *', suspend: false, jobTemplate: { spec: { template } } };
    expect(row(api.cronJobs, { spec, status: { lastScheduleTime: '2026-01-01T00:09:00Z' } }).slice(0, 6)).toEqual([
      '* * * * *',
      '<none>',
      'False',
      0,
      '60s',
      age,
    ]);
    expect(row(api.cronJobs, { spec: { ...spec, timeZone: 'Etc/UTC' } }).slice(1, 5)).toEqual([
      'Etc/UTC',
      'False',
      0,
      '<none>',
    ]);
  });

  it('contain the targets of a HorizontalPodAutoscaler', () => {
    const target = { type: 'Utilization', averageUtilization: 80 } as const;
    const metrics = [
      { type: 'Resource', resource: { name: 'cpu', target } },
      { type: 'Pods', pods: { metric: { name: 'q' }, target: { type: 'AverageValue', averageValue: '5' } } },
      { type: 'External', external: { metric: { name: 'e' }, target: { type: 'Value', value: '9' } } },
    ] as const;
    const spec = { scaleTargetRef: { kind: 'Deployment', name: 'web' }, maxReplicas: 5, metrics };
    const status = {
      desiredReplicas: 2,
      currentReplicas: 2,
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 20 } } }],
    } as const;
    expect(row(api.horizontalPodAutoscalers, { spec, status })).toEqual([
      'Deployment/web',
      'cpu: 20%/80%, <unknown>/5 + 1 more...',
      '<unset>',
      5,
      2,
      age,
    ]);
  });
});

describe('table rows of networking kinds', () => {
  it.each([
    [
      { type: 'ClusterIP', clusterIPs: ['10.0.0.1'], ports: [{ port: 80, protocol: 'TCP' }] },
      ['ClusterIP', '10.0.0.1', '<none>', '80/TCP'],
    ],
    [
      { type: 'NodePort', ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }] },
      ['NodePort', '<none>', '<none>', '80:30080/TCP'],
    ],
    [{ type: 'LoadBalancer' }, ['LoadBalancer', '<none>', '<pending>', '<none>']],
    [{ type: 'ExternalName', externalName: 'a.b' }, ['ExternalName', '<none>', 'a.b', '<none>']],
  ] as const)('show services: %j', (spec, expected) => {
    expect(row(api.services, { spec: { ...spec, selector: { b: '2', a: '1' } } as api.ServiceSpec })).toEqual([
      ...expected,
      age,
      'a=1,b=2',
    ]);
  });

  it('contain at most three endpoints', () => {
    const addresses = ['1', '2', '3', '4'].map((ip) => ({ ip: `10.0.0.${ip}` }));
    expect(row(api.endpoints, { subsets: [{ addresses, ports: [{ port: 80 }] }] })[0]).toBe(
      '10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more...',
    );
    expect(row(api.endpoints, {})[0]).toBe('<none>');
    const endpoints = addresses.map(({ ip }) => ({ addresses: [ip] }));
    expect(row(api.endpointSlices, { addressType: 'IPv4', endpoints, ports: [{ port: 80 }, { name: 'x' }] })).toEqual([
      'IPv4',
      '80,x',
      '10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...',
      age,
    ]);
    expect(row(api.endpointSlices, { addressType: 'IPv4', endpoints: [] }).slice(1, 3)).toEqual(['<unset>', '<unset>']);
  });

  it('contain the hosts and addresses of an Ingress', () => {
    const rules = ['a', 'b', 'c', 'd'].map((host) => ({ host }));
    const status = { loadBalancer: { ingress: [{ ip: '1.1.1.1' }] } };
    expect(row(api.ingresses, { spec: { rules, tls: [{}], ingressClassName: 'n' }, status })).toEqual([
      'n',
      'a,b,c + 1 more...',
      '1.1.1.1',
      '80, 443',
      age,
    ]);
    expect(row(api.ingresses, { spec: { rules: [{}] } }).slice(0, 4)).toEqual(['<none>', '*', '', '80']);
  });
});

describe('table rows of nodes, storage and RBAC', () => {
  it('contain the status, roles and versions of a Node', () => {
    const labels = { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/control-plane': '' };
    const status = {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      nodeInfo: { kubeletVersion: 'v1.36.2' } as api.NodeSystemInfo,
    };
    expect(row(api.nodes, { spec: { unschedulable: true }, status }, { labels })).toEqual([
      'Ready,SchedulingDisabled',
      'control-plane,worker',
      age,
      'v1.36.2',
      '10.0.0.1',
      '<none>',
      '<unknown>',
      '<unknown>',
      '<unknown>',
    ]);
    expect(row(api.nodes, {}).slice(0, 2)).toEqual(['Unknown', '<none>']);
  });

  it('contain the claims and capacities of volumes', () => {
    const spec = {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteMany', 'ReadWriteOnce'],
      claimRef: { namespace: 'n', name: 'c' },
    } as const;
    expect(row(api.persistentVolumes, { spec, status: { phase: 'Bound' } })).toEqual([
      '1Gi',
      'RWO,RWX',
      '',
      'Bound',
      'n/c',
      '',
      '<unset>',
      '',
      age,
      '<unset>',
    ]);
    const claim = { volumeName: 'v', storageClassName: 's' };
    expect(
      row(api.persistentVolumeClaims, { spec: claim, status: { phase: 'Bound', capacity: { storage: '1Gi' } } }),
    ).toEqual(['Bound', 'v', '1Gi', '', 's', '<unset>', age, '<unset>']);
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    const cells = api.storageClasses.strategy.row?.({ metadata: { ...metadata, annotations }, provisioner: 'p' }, now);
    expect(cells).toEqual(['x (default)', 'p', 'Delete', 'Immediate', false, age]);
  });

  it('contain the subjects of bindings', () => {
    const roleRef = { kind: 'ClusterRole', name: 'admin', apiGroup: 'rbac.authorization.k8s.io' };
    const subjects = [
      { kind: 'User', name: 'u' },
      { kind: 'Group', name: 'g' },
      { kind: 'ServiceAccount', name: 's', namespace: 'n' },
    ];
    expect(row(api.roleBindings, { roleRef, subjects })).toEqual(['ClusterRole/admin', age, 'u', 'g', 'n/s']);
  });

  it('contain name and creation time for kinds without columns', () => {
    expect(row(api.roles, { rules: [] })).toEqual(['2026-01-01T00:00:00Z']);
    expect(api.roles.columns().map((column) => column.name)).toEqual(['Name', 'Created At']);
  });
});

describe('table rows of events', () => {
  const involvedObject = { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{a}' };
  const row = (event: Omit<api.Event, 'involvedObject' | 'metadata'>) =>
    api.events.strategy.row?.({ metadata, involvedObject, ...event }, now);

  it('contain the timestamps of a core/v1 Event', () => {
    const times = { firstTimestamp: '2026-01-01T00:08:00Z', lastTimestamp: '2026-01-01T00:09:50Z' };
    expect(
      row({
        ...times,
        count: 4,
        type: 'Normal',
        reason: 'Pulled',
        message: ' m\n',
        source: { component: 'kubelet', host: 'n' },
      }),
    ).toEqual(['10s', 'Normal', 'Pulled', 'pod/web', 'spec.containers{a}', 'kubelet, n', 'm', '2m', 4, 'x']);
  });

  it('contain event time and series of an events.k8s.io/v1 Event', () => {
    const eventTime = '2026-01-01T00:08:00.000000Z';
    expect(row({ eventTime, reportingComponent: 'scheduler' })?.slice(5, 9)).toEqual(['scheduler', '', '2m', 1]);
    const series = { count: 7, lastObservedTime: '2026-01-01T00:09:59.000000Z' };
    expect(row({ eventTime, series })?.[0]).toBe('1s');
  });
});
