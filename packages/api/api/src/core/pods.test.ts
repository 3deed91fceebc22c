/** Pods: defaults, preparation, updates, grace periods, warnings, and robustness of validation. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Container, Pod, PodSpec } from '../generated/core/v1.ts';
import { canonical, created, creationErrors, creationWarnings, texts, updateErrors } from '../strategy-testing.ts';
import { pods } from './pods.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`pods: fast-check seed ${seed}`);

const metadata = { name: 'web', namespace: 'default', resourceVersion: '1' };
const manifest = (spec: object, container: object = {}): object => ({
  metadata,
  spec: { containers: [{ name: 'a', image: 'nginx:1', ...container }], ...spec },
});

describe('Pod creation', () => {
  test('sets phase Pending and the QoS class', () => {
    expect(created(pods, manifest({})).status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' });
    const both = { cpu: '1', memory: '1Gi' };
    expect(created(pods, manifest({}, { resources: { limits: both } })).status?.qosClass).toBe('Guaranteed');
    expect(created(pods, manifest({}, { resources: { requests: both } })).status?.qosClass).toBe('Burstable');
  });

  test('sets PodScheduled to false for scheduling gates', () => {
    const { status } = created(pods, manifest({ schedulingGates: [{ name: 'example.com/a' }] }));
    expect(status?.conditions?.[0]).toMatchObject({ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' });
  });

  test('sets serviceAccount and serviceAccountName', () => {
    expect(created(pods, manifest({ serviceAccountName: 'x' })).spec?.serviceAccount).toBe('x');
    expect(created(pods, manifest({ serviceAccount: 'y' })).spec?.serviceAccountName).toBe('y');
  });

  test('sets requests to limits, at pod level too', () => {
    const spec = canonical(
      pods,
      manifest({ resources: { limits: { cpu: '2' } } }, { resources: { limits: { cpu: '1' } } }),
    ).spec as PodSpec;
    expect(spec.containers[0]?.resources?.requests).toEqual({ cpu: '1' });
    expect(spec.resources?.requests).toEqual({ cpu: '1' });
  });

  test('adds the labels of matchLabelKeys to topology spread constraints', () => {
    const labels = { app: 'web' };
    const constraint = {
      maxSkew: 1,
      topologyKey: 'z',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: {},
      matchLabelKeys: ['app'],
    };
    const pod = { ...manifest({ topologySpreadConstraints: [constraint] }), metadata: { ...metadata, labels } };
    expect(created(pods, pod).spec?.topologySpreadConstraints?.[0]?.labelSelector).toEqual({
      matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }],
    });
    expect(creationErrors(pods, pod)).toEqual([]);
  });
});

describe('Pod update', () => {
  const withSpec = (change: (spec: PodSpec) => object) => (pod: Pod) => ({ ...pod, spec: change(pod.spec as PodSpec) });
  const first = (spec: PodSpec, change: Partial<Container>) => ({
    ...spec,
    containers: spec.containers.map((each) => ({ ...each, ...change })),
  });

  test('can change images, tolerations and the deadline', () => {
    const change = withSpec((spec) => ({
      ...first(spec, { image: 'nginx:2' }),
      tolerations: [{ key: 'a', operator: 'Exists' }],
      activeDeadlineSeconds: 10,
    }));
    expect(updateErrors(pods, manifest({}), change)).toEqual([]);
  });

  test('refuses other changes with a diff', () => {
    const [error] = updateErrors(
      pods,
      manifest({}),
      withSpec((spec) => first(spec, { workingDir: '/x' })),
    );
    expect(error).toBe(
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n  core.PodSpec{\n+ \tcontainers[0].workingDir: "/x",\n  }\n',
    );
  });

  test.each<[string, object, (spec: PodSpec) => object, readonly string[]]>([
    [
      'an additional container',
      {},
      (spec) => ({ ...spec, containers: [...spec.containers, { name: 'b', image: 'x' }] }),
      ['spec.containers: Forbidden: pod updates may not add or remove containers'],
    ],
    [
      'an increased deadline',
      { activeDeadlineSeconds: 5 },
      (spec) => ({ ...spec, activeDeadlineSeconds: 6 }),
      ['spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value'],
    ],
    [
      'a removed toleration',
      { tolerations: [{ key: 'a', operator: 'Exists' }] },
      (spec) => ({ ...spec, tolerations: [] }),
      ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
    ],
    [
      'an additional scheduling gate',
      {},
      (spec) => ({ ...spec, schedulingGates: [{ name: 'example.com/a' }] }),
      [
        "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'example.com/a'",
      ],
    ],
    [
      'a changed node selector with scheduling gates',
      { nodeSelector: { a: '1' }, schedulingGates: [{ name: 'example.com/a' }] },
      (spec) => ({ ...spec, nodeSelector: { a: '2' } }),
      [
        'spec.nodeSelector: Invalid value: {"a":"2"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
      ],
    ],
    [
      'an additional node selector label with scheduling gates',
      { nodeSelector: { a: '1' }, schedulingGates: [{ name: 'example.com/a' }] },
      (spec) => ({ ...spec, nodeSelector: { a: '1', b: '2' }, schedulingGates: [] }),
      [],
    ],
  ])('validation of %s', (_, spec, change, expected) => {
    expect(updateErrors(pods, manifest(spec), withSpec(change))).toEqual(expected);
  });

  test('of status cannot change the QoS class, or return terminated containers to another state', () => {
    const old = created(pods, manifest({ restartPolicy: 'Never' }));
    const ended = { name: 'a', state: { terminated: { exitCode: 0 } } };
    const before = { ...old, status: { ...old.status, containerStatuses: [ended] } } as unknown as Pod;
    const again = { name: 'a', state: { running: {} } };
    const next = { ...old, status: { qosClass: 'Burstable', containerStatuses: [again] } } as unknown as Pod;
    expect(texts(pods.strategy.validateStatusUpdate?.(next, before))).toEqual([
      'status.qosClass: Invalid value: "Burstable": field is immutable',
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ]);
  });
});

test('Pod deletion uses the grace period only for a running pod on a node', () => {
  const grace = (spec: object, phase: string, requested?: number) =>
    pods.strategy.gracefulDeletion?.({ spec, status: { phase } } as Pod, requested);
  const placed = { nodeName: 'n', terminationGracePeriodSeconds: 30 };
  expect(grace(placed, 'Running')).toBe(30);
  expect(grace(placed, 'Running', 5)).toBe(5);
  expect(grace(placed, 'Running', 0)).toBe(0);
  expect(grace(placed, 'Succeeded', 5)).toBe(0);
  expect(grace({ terminationGracePeriodSeconds: 30 }, 'Pending')).toBe(0);
});

test.each<[object, object, string]>([
  [
    { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } },
    {},
    'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
  ],
  [
    {},
    {
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    },
    'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
  ],
  [
    {},
    { ports: [{ containerPort: 80 }, { containerPort: 80 }] },
    'spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]',
  ],
  [
    { terminationGracePeriodSeconds: -1 },
    {},
    'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
  ],
])('Pod %j %j is accepted with a warning', (spec, container, expected) => {
  expect(creationWarnings(pods, manifest(spec, container))).toEqual([expected]);
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/);
const validPod = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
    volumes: fc.uniqueArray(name, { maxLength: 3 }),
    cpu: fc.integer({ min: 1, max: 4000 }),
    port: fc.integer({ min: 1, max: 65535 }),
    policy: fc.constantFrom('Always', 'OnFailure', 'Never'),
  })
  .map(({ names, volumes, cpu, port, policy }) => ({
    metadata,
    spec: {
      restartPolicy: policy,
      volumes: volumes.map((each) => ({ name: each, emptyDir: {} })),
      containers: names.map((each) => ({
        name: each,
        image: `${each}:1`,
        ports: [{ containerPort: port }],
        resources: { requests: { cpu: `${cpu}m` }, limits: { cpu: `${cpu + 1}m`, memory: '64Mi' } },
        volumeMounts: volumes.map((volume) => ({ name: volume, mountPath: `/${volume}` })),
        livenessProbe: { httpGet: { port } },
      })),
    },
  }));

test('Pod validation accepts valid pods, and never throws on decoded values', () => {
  fc.assert(
    fc.property(validPod, (pod) => {
      expect(creationErrors(pods, pod)).toEqual([]);
      expect(updateErrors(pods, pod, (stored) => stored)).toEqual([]);
    }),
    { seed, numRuns: 100 },
  );
});
