/** Defaults of built-in types, from the facts. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileType } from './compile.ts';
import { imageTag } from './default-conditions.ts';
import { type DefaultRule, defaultsTable } from './default-rule.ts';
import { type TypeNode, typeTable } from './type-node.ts';

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../api/api/facts/${name}.json`, import.meta.url), 'utf8')) as T;
const table = typeTable(read<{ types: Record<string, TypeNode> }>('types').types);
const rules = read<{ defaults: Record<string, DefaultRule[]> }>('defaults').defaults;
const defaults = defaultsTable(rules);
const options = { gate: (name: string): boolean => name !== 'MaxUnavailableStatefulSet' };

function defaulted(type: string, value: object): unknown {
  const compiled = compileType(type.includes('k8s.io') ? type : `k8s.io/api/${type}`, table, defaults, options);
  const decoded = compiled.decode(value);
  expect(decoded).toMatchObject({ unknown: [] });
  expect(decoded.error).toBeUndefined();
  const before = JSON.stringify(decoded.value);
  const result = compiled.applyDefaults(decoded.value, { now: '2026-01-02T03:04:05Z' });
  expect(JSON.stringify(decoded.value)).toBe(before);
  expect(compiled.applyDefaults(result, { now: '2027-01-01T00:00:00Z' })).toBe(result);
  expect(compiled.decode(result).value).toBe(result);
  return result;
}

const spec = (type: string, value: object): unknown => (defaulted(type, { spec: value }) as { spec: unknown }).spec;

describe('compileType: setting defaults', () => {
  test('sets the defaults of a Deployment and its pod template', () => {
    expect(spec('apps/v1.Deployment', { template: { spec: { containers: [{ name: 'a', image: 'b' }] } } })).toEqual({
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: {
        metadata: {},
        spec: {
          containers: [
            {
              name: 'a',
              image: 'b',
              resources: {},
              terminationMessagePath: '/dev/termination-log',
              terminationMessagePolicy: 'File',
              imagePullPolicy: 'Always',
            },
          ],
          dnsPolicy: 'ClusterFirst',
          restartPolicy: 'Always',
          securityContext: {},
          terminationGracePeriodSeconds: 30,
          schedulerName: 'default-scheduler',
        },
      },
    });
  });

  test('keeps values that are set', () => {
    expect(spec('apps/v1.Deployment', { replicas: 0, strategy: { type: 'Recreate' } })).toMatchObject({
      replicas: 0,
      strategy: { type: 'Recreate' },
    });
  });

  test('distinguishes an absent strategy of a StatefulSet from one without parameters', () => {
    expect(spec('apps/v1.StatefulSet', {})).toMatchObject({
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    });
    expect(spec('apps/v1.StatefulSet', { updateStrategy: { type: 'RollingUpdate' } })).toMatchObject({
      updateStrategy: { type: 'RollingUpdate' },
    });
    expect(JSON.stringify(spec('apps/v1.StatefulSet', { updateStrategy: { type: 'RollingUpdate' } }))).not.toContain(
      'partition',
    );
  });

  test('sets requests to limits rounded up to thousandths, and host ports to container ports', () => {
    const limits = { cpu: '100.0001m', memory: '1Gi' };
    const container = { name: 'a', resources: { limits, requests: { memory: '1Mi' } }, ports: [{ containerPort: 80 }] };
    expect(spec('core/v1.Pod', { hostNetwork: true, containers: [container] })).toMatchObject({
      containers: [
        {
          resources: { limits: { cpu: '101m', memory: '1Gi' }, requests: { cpu: '101m', memory: '1Mi' } },
          ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }],
        },
      ],
    });
  });

  test('sets emptyDir for a volume without a source', () => {
    expect(spec('core/v1.Pod', { volumes: [{ name: 'a' }, { name: 'b', secret: { secretName: 'c' } }] })).toMatchObject(
      {
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', secret: { secretName: 'c', defaultMode: 420 } },
        ],
      },
    );
  });

  test('sets the defaults of a Service by its type', () => {
    expect(spec('core/v1.Service', { ports: [{ port: 80 }, { port: 81, targetPort: 'x', protocol: 'UDP' }] })).toEqual({
      ports: [
        { port: 80, targetPort: 80, protocol: 'TCP' },
        { port: 81, targetPort: 'x', protocol: 'UDP' },
      ],
      sessionAffinity: 'None',
      type: 'ClusterIP',
      internalTrafficPolicy: 'Cluster',
    });
    expect(spec('core/v1.Service', { sessionAffinity: 'ClientIP', type: 'ExternalName' })).toEqual({
      sessionAffinity: 'ClientIP',
      type: 'ExternalName',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } },
    });
    expect(spec('core/v1.Service', { sessionAffinityConfig: { clientIP: { timeoutSeconds: 1 } } })).not.toHaveProperty(
      'sessionAffinityConfig',
    );
  });

  test.each([
    ['networking/v1.NetworkPolicy', { spec: {} }, { spec: { policyTypes: ['Ingress'] } }],
    ['networking/v1.NetworkPolicy', { spec: { egress: [{}] } }, { spec: { policyTypes: ['Ingress', 'Egress'] } }],
    [
      'networking/v1.NetworkPolicy',
      { spec: { egress: [{}], policyTypes: ['Egress'] } },
      { spec: { policyTypes: ['Egress'] } },
    ],
    [
      'core/v1.Namespace',
      { metadata: { name: 'a' } },
      { metadata: { labels: { 'kubernetes.io/metadata.name': 'a' } } },
    ],
    ['batch/v1.Job', { spec: { parallelism: 3 } }, { spec: { parallelism: 3, backoffLimit: 6 } }],
    ['batch/v1.Job', { spec: {} }, { spec: { parallelism: 1, completions: 1, completionMode: 'NonIndexed' } }],
    [
      'core/v1.LimitRange',
      { spec: { limits: [{ type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' } }] } },
      { spec: { limits: [{ default: { cpu: '2' }, defaultRequest: { cpu: '2', memory: '1Mi' } }] } },
    ],
    ['core/v1.Node', { status: { capacity: { cpu: '2' } } }, { status: { allocatable: { cpu: '2' } } }],
    [
      'rbac/v1.RoleBinding',
      { subjects: [{ kind: 'User', name: 'a' }] },
      { subjects: [{ apiGroup: 'rbac.authorization.k8s.io' }] },
    ],
    [
      'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.CustomResourceDefinition',
      {
        spec: {
          names: { kind: 'CronTab', plural: 'crontabs' },
          versions: [{ name: 'v1' }, { name: 'v2', storage: true }],
        },
      },
      { spec: { names: { singular: 'crontab', listKind: 'CronTabList' } }, status: { storedVersions: ['v2'] } },
    ],
  ] as const)('%s %j', (type, value, expected) => {
    expect(defaulted(type, value)).toMatchObject(expected);
  });

  test('implements every defaulting rule of the facts', () => {
    for (const name of Object.keys(rules)) {
      if (table.get(name) !== undefined)
        expect(() => compileType(name, table, defaults, options).applyDefaults({})).not.toThrow();
    }
  });
});

test.each([
  ['nginx', 'latest'],
  ['nginx:1.27', '1.27'],
  ['localhost:5000/nginx', 'latest'],
  ['localhost:5000/nginx:v1', 'v1'],
  [`nginx@sha256:${'0'.repeat(64)}`, ''],
  ['', ''],
])('imageTag of %j is %j', (image, tag) => {
  expect(imageTag(image)).toBe(tag);
});
