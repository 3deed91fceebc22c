/** Kinds with short validation rules, and properties of all strategies. */
import { workUnits } from '@kubets/base/platform/testing';
import type { KubeObject } from '@kubets/machinery/meta';
import type { TypeNode } from '@kubets/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinResources } from './catalog.ts';
import { typeTable } from './facts.ts';
import type { ResourceDefinition } from './resource-definition.ts';
import * as api from './resources.ts';
import { canonical, created, creationErrors, decodes, updateErrors } from './strategy-testing.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`strategies: fast-check seed ${seed}`);
const metadata = { name: 'x', namespace: 'default', resourceVersion: '1' };
const any = <T extends KubeObject>(definition: ResourceDefinition<T>) => definition as unknown as ResourceDefinition;
const group = 'rbac.authorization.k8s.io';

describe('strategy.validate refuses', () => {
  test.each<[string, ResourceDefinition, object, readonly string[]]>([
    [
      'a Role whose rule has no resources',
      any(api.roles),
      { rules: [{}] },
      [
        'rules[0].verbs: Required value: verbs must contain at least one value',
        'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
        'rules[0].resources: Required value: resource rules must supply at least one resource',
      ],
    ],
    [
      'a Role with nonResourceURLs',
      any(api.roles),
      { rules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }] },
      ['rules[0].nonResourceURLs: Invalid value: ["/healthz"]: namespaced rules cannot apply to non-resource URLs'],
    ],
    [
      'a ClusterRoleBinding with a subject of unknown kind',
      any(api.clusterRoleBindings),
      { roleRef: { kind: 'ClusterRole', name: 'view' }, subjects: [{ kind: 'Robot', name: 'r' }] },
      ['subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"'],
    ],
    [
      'a ClusterRoleBinding to a Role',
      any(api.clusterRoleBindings),
      { roleRef: { apiGroup: group, kind: 'Role', name: 'view' } },
      ['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"'],
    ],
    [
      'a PersistentVolumeClaim without a request',
      any(api.persistentVolumeClaims),
      { spec: {} },
      [
        'spec.accessModes: Required value: at least 1 access mode is required',
        'spec.resources[storage]: Required value',
      ],
    ],
    [
      'a PersistentVolume without a source',
      any(api.persistentVolumes),
      { spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' } } },
      ['spec: Required value: must specify a volume type'],
    ],
    [
      'an Ingress without a backend',
      any(api.ingresses),
      { spec: { rules: [{ http: { paths: [{ path: 'a', pathType: 'Prefix', backend: {} }] } }] } },
      [
        'spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path',
        'spec.rules[0].http.paths[0].backend: Required value: resource or service backend is required',
      ],
    ],
    [
      'a NetworkPolicy peer with an IP block and a selector',
      any(api.networkPolicies),
      { spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] } },
      ['spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer'],
    ],
    [
      'a PodDisruptionBudget with minAvailable and maxUnavailable',
      any(api.podDisruptionBudgets),
      { spec: { minAvailable: 1, maxUnavailable: 1 } },
      [
        'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
      ],
    ],
    [
      'a PriorityClass with a reserved value',
      any(api.priorityClasses),
      { value: 1_000_000_001 },
      ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
    ],
    [
      'a HorizontalPodAutoscaler with maxReplicas less than minReplicas',
      any(api.horizontalPodAutoscalers),
      { spec: { minReplicas: 3, maxReplicas: 2, scaleTargetRef: { kind: 'Deployment' } } },
      [
        'spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`',
        'spec.scaleTargetRef.name: Required value',
      ],
    ],
    [
      'a LimitRange with max less than min',
      any(api.limitRanges),
      { spec: { limits: [{ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }] } },
      [
        'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
        'spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1',
        'spec.limits[0].default[cpu]: Invalid value: "1": min value 2 is greater than default value 1',
      ],
    ],
    [
      'a LimitRange with impossible ratios',
      any(api.limitRanges),
      {
        spec: {
          limits: [
            {
              type: 'Container',
              min: { cpu: '1', memory: '1' },
              max: { cpu: '3', memory: '2' },
              maxLimitRequestRatio: { cpu: '4', memory: '500m' },
            },
          ],
        },
      },
      [
        'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "4": ratio 4 is greater than max/min = 3.000000',
        'spec.limits[0].maxLimitRequestRatio[memory]: Invalid value: "500m": ratio 500m is less than 1',
      ],
    ],
    [
      'a LimitRange with different defaults of an extended resource',
      any(api.limitRanges),
      { spec: { limits: [{ type: 'Container', default: { 'a.b/c': '2' }, defaultRequest: { 'a.b/c': '1' } }] } },
      [
        'spec.limits[0].defaultRequest[a.b/c]: Invalid value: "1": default value 2 must equal to defaultRequest value 1 in a.b/c',
      ],
    ],
    [
      'a ResourceQuota with contradictory scopes',
      any(api.resourceQuotas),
      { spec: { hard: { pods: '-1' }, scopes: ['BestEffort', 'NotBestEffort'] } },
      [
        'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0',
        'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
      ],
    ],
    ['a StorageClass without a provisioner', any(api.storageClasses), {}, ['provisioner: Required value']],
  ])('%s', (_, definition, fields, expected) => {
    expect(creationErrors(definition, { metadata, ...fields })).toEqual(expected);
  });
});

test('RoleBinding: roleRef is immutable', () => {
  const binding = { metadata, roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'view' } };
  const change = (stored: KubeObject) => ({
    ...stored,
    roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'edit' },
  });
  expect(updateErrors(any(api.roleBindings), binding, change)).toEqual([
    'roleRef: Invalid value: {"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"}: cannot change roleRef',
  ]);
});

test('PersistentVolumeClaim: a bound claim can be expanded', () => {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  const grow = (stored: object) => ({
    ...stored,
    spec: { ...spec, resources: { requests: { storage: '2Gi' } } },
  });
  const old = { ...created(api.persistentVolumeClaims, { metadata, spec }), status: { phase: 'Bound' } } as const;
  const next = canonical(api.persistentVolumeClaims, grow(old));
  expect(api.persistentVolumeClaims.strategy.validateUpdate?.(next, old)).toEqual([]);
  const pending = { ...old, status: { phase: 'Pending' } } as const;
  expect(api.persistentVolumeClaims.strategy.validateUpdate?.(next, pending)[0]?.message).toContain(
    'spec is immutable after creation except resources.requests',
  );
});

const texts = [
  '',
  'a',
  'A b',
  '..',
  '/a/../b',
  '1.2.3.4',
  '::1',
  '10.0.0.0/8',
  '50%',
  '1Gi',
  'None',
  '*.a',
  'http',
  'É',
  '__proto__',
];

/** Random values that the decoder of a type accepts. */
function randomValue(node: TypeNode, random: (below: number) => number, depth: number): unknown {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const named = node.ref === undefined ? node : { ...typeTable().get(node.ref), ...node, ref: undefined };
  if (named.customJSON) {
    const ref = node.ref ?? '';
    if (ref.endsWith('.Quantity')) return pick(['0', '1', '-1', '500m', '1Gi']);
    if (ref.endsWith('IntOrString')) return pick([0, 80, -1, '50%', 'http', '']);
    if (ref.endsWith('Time')) return '2026-01-01T00:00:00Z';
    return {};
  }
  if (named.enum !== undefined && random(4) > 0) return pick(named.enum);
  if (named.type === 'string') return pick(texts);
  if (named.type === 'integer' || named.type === 'number') return pick([0, 1, -1, 80, 70000, 2 ** 31 - 1]);
  if (named.type === 'boolean') return random(2) === 0;
  if (depth === 0) return undefined;
  const below = (child: TypeNode): unknown => randomValue(child, random, depth - 1);
  if (named.type === 'array')
    return Array.from({ length: random(3) }, () => below(named.items ?? {})).filter((each) => each !== undefined);
  if (named.type === 'map')
    return Object.fromEntries([pick(texts), 'cpu'].map((key) => [key, below(named.values ?? {})]));
  const fields = (named.fields ?? []).filter(() => random(3) === 0);
  return Object.fromEntries(fields.map((field) => [field.name, below(field)]));
}

test.each(builtinResources().map((definition) => [`${definition.kind}.${definition.group}`, definition] as const))(
  'strategy of %s: no hook throws on decoded values',
  (_, definition) => {
    const { strategy } = definition;
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (numbers) => {
        let at = 0;
        const random = (below: number) => (((numbers[at++ % numbers.length] ?? 0) >>> (at % 7)) + at) % below;
        const generate = () => ({ ...(randomValue({ ref: definition.typeName }, random, 9) as object), metadata });
        const manifests = [generate(), generate()] as const;
        if (!manifests.every((manifest) => decodes(definition, manifest))) return;
        const [next, old] = [created(definition, manifests[0]), created(definition, manifests[1])];
        const context = { now: '2026-01-01T00:00:00Z', user: 'u' };
        strategy.validate?.(next);
        strategy.validateUpdate?.(strategy.prepareUpdate?.(next, old, context) ?? next, old);
        strategy.validateStatusUpdate?.(next, old);
        for (const check of Object.values(strategy.validateSubresource ?? {})) check(next, old);
        strategy.warnings?.(next, undefined);
        strategy.warnings?.(next, old);
        strategy.gracefulDeletion?.(next, undefined);
      }),
      { seed, numRuns: 40 },
    );
  },
);

test('Pod: validation of 2000 pods takes no more CPU time than parsing of 10 MB of JSON', () => {
  const pod = created(api.pods, {
    metadata,
    spec: {
      volumes: [{ name: 'v', configMap: { name: 'c' } }],
      containers: [
        {
          name: 'a',
          image: 'nginx:1',
          ports: [{ containerPort: 80 }],
          env: [{ name: 'A', value: 'b' }],
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
          readinessProbe: { httpGet: { port: 80 } },
        },
      ],
    },
  });
  const units = workUnits(() => {
    for (let round = 0; round < 2000; round++) api.pods.strategy.validate?.(pod);
  });
  expect(units).toBeLessThan(10);
});
