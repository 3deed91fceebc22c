/** Validation of Deployments, ReplicaSets, StatefulSets and DaemonSets, with upstream's messages. */
import type { KubeObject } from '@kubets/machinery/meta';
import { describe, expect, test } from 'vitest';
import type { Deployment } from '../generated/apps/v1.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import {
  controllerRevisions,
  daemonSets,
  deployments,
  replicaSets,
  replicationControllers,
  statefulSets,
} from '../resources.ts';
import { canonical, creationErrors, creationWarnings, texts, updated, updateErrors } from '../strategy-testing.ts';

const metadata = { name: 'web', namespace: 'default', resourceVersion: '1', generation: 1 };
const labels = { app: 'web' };
const pod = { containers: [{ name: 'a', image: 'nginx:1' }] };
const template = { metadata: { labels }, spec: pod };
const workload = (spec: object = {}) => ({ metadata, spec: { selector: { matchLabels: labels }, template, ...spec } });
const service = { serviceName: 'web' };

const kinds: readonly (readonly [string, ResourceDefinition, object])[] = [
  ['Deployment', deployments, {}],
  ['ReplicaSet', replicaSets, {}],
  ['DaemonSet', daemonSets, {}],
  ['StatefulSet', statefulSets, service],
];

describe.each(kinds)('strategy of %s', (_, definition: ResourceDefinition<KubeObject>, more) => {
  const errors = (spec: object) => creationErrors(definition, workload({ ...more, ...spec }));

  test('accepts a valid object', () => {
    expect(errors({})).toEqual([]);
    expect(updateErrors(definition, workload(more), (stored) => stored)).toEqual([]);
  });

  test('requires a selector that matches the labels of the template', () => {
    expect(errors({ selector: { matchLabels: { app: 'other' } } })).toEqual([
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ]);
    expect(errors({ selector: undefined })).toContain('spec.selector: Required value');
    expect(errors({ selector: {} })[0]).toContain('spec.selector: Invalid value: {}: empty selector is');
  });

  test('requires restartPolicy Always', () => {
    const spec = { ...pod, restartPolicy: 'Never' };
    expect(errors({ template: { ...template, spec } })).toEqual([
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ]);
    const short = { ...pod, activeDeadlineSeconds: 1 };
    expect(errors({ template: { ...template, spec: short } })[0]).toContain('activeDeadlineSeconds in ');
  });

  test('validates the pod template', () => {
    const spec = { containers: [{ name: 'a', image: '' }] };
    expect(errors({ template: { ...template, spec } })).toEqual([
      'spec.template.spec.containers[0].image: Required value',
    ]);
    const bad = { metadata: { labels: { ...labels, 'a b': 'c' } }, spec: pod };
    expect(errors({ template: bad })[0]).toContain('spec.template.labels: Invalid value: "a b"');
  });

  test('sets serviceAccount and serviceAccountName of the template', () => {
    const spec = { ...pod, serviceAccountName: 'x' };
    const object = canonical(definition, workload({ ...more, template: { ...template, spec } }));
    expect(object).toHaveProperty('spec.template.spec.serviceAccount', 'x');
  });

  test('refuses negative numbers', () => {
    expect(errors({ minReadySeconds: -1 })).toContain(
      'spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0',
    );
  });
});

describe('Deployment: validation refuses', () => {
  test.each<[object, readonly string[]]>([
    [{ replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
    [
      { strategy: { type: 'Magic' } },
      ['spec.strategy.type: Unsupported value: "Magic": supported values: "Recreate", "RollingUpdate"'],
    ],
    [
      { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
    ],
    [
      { strategy: { rollingUpdate: { maxUnavailable: '101%' } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
    ],
    [
      { strategy: { rollingUpdate: { maxSurge: 'x' } } },
      [
        "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"x\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ],
    ],
    [
      { minReadySeconds: 600 },
      ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds'],
    ],
    [
      { selector: { matchExpressions: [{ key: 'a', operator: 'Like', values: ['b'] }] } },
      [
        'spec.selector.matchExpressions[0].operator: Invalid value: "Like": not a valid selector operator',
        'spec.selector: Invalid value: {"matchExpressions":[{"key":"a","operator":"Like","values":["b"]}]}: invalid label selector',
      ],
    ],
  ])('%j', (spec, expected) => {
    expect(creationErrors(deployments, workload(spec))).toEqual(expected);
  });
});

test('Deployment: a change of annotations increments the generation', () => {
  const annotate = (stored: Deployment) => ({ ...stored, metadata: { ...stored.metadata, annotations: { a: 'b' } } });
  expect(updated(deployments, workload(), annotate).next.metadata?.generation).toBe(2);
  expect(updated(deployments, workload(), (stored) => stored).next.metadata?.generation).toBe(1);
});

test('Deployment: a name that is not a valid host name gets a warning', () => {
  const [warning] = creationWarnings(deployments, { ...workload(), metadata: { ...metadata, name: 'a.b' } });
  expect(warning).toBe(
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]',
  );
});

test('Deployment: status.readyReplicas must not exceed status.replicas', () => {
  const status = (status: object) => canonical(deployments, { ...workload(), status });
  const errors = deployments.strategy.validateStatusUpdate?.(status({ replicas: 1, readyReplicas: 2 }), status({}));
  expect(texts(errors)).toEqual(['status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas']);
});

describe('StatefulSet', () => {
  test('can mount the volumes of its claim templates', () => {
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const containers = [{ ...pod.containers[0], volumeMounts: [{ name: 'data', mountPath: '/data' }] }];
    const spec = { ...service, template: { ...template, spec: { containers } }, volumeClaimTemplates: [claim] };
    expect(creationErrors(statefulSets, workload(spec))).toEqual([]);
    expect(creationErrors(statefulSets, workload({ ...spec, volumeClaimTemplates: [] }))).toEqual([
      'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"',
    ]);
  });

  test('refuses changes of serviceName', () => {
    const change = (stored: KubeObject) => ({ ...stored, spec: { ...workload().spec, serviceName: 'other' } });
    expect(updateErrors<KubeObject>(statefulSets as ResourceDefinition, workload(service), change)).toEqual([
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ]);
  });

  test('refuses unknown policies', () => {
    expect(creationErrors(statefulSets, workload({ ...service, podManagementPolicy: 'x' }))).toEqual([
      "spec.podManagementPolicy: Invalid value: \"x\": must be 'OrderedReady' or 'Parallel'",
    ]);
  });
});

describe('DaemonSet', () => {
  test('requires exactly one of maxSurge and maxUnavailable', () => {
    const rolling = (rollingUpdate: object) =>
      creationErrors(daemonSets, workload({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } }));
    expect(rolling({ maxSurge: 1, maxUnavailable: 1 })).toEqual([
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
    ]);
    expect(rolling({ maxSurge: 0, maxUnavailable: 0 })).toEqual([
      'spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0',
    ]);
  });

  test('increments templateGeneration when the template changes', () => {
    const annotation = 'deprecated.daemonset.template.generation';
    const same = updated(daemonSets, workload(), (stored) => stored);
    expect(same.old.metadata?.annotations?.[annotation]).toBe('1');
    expect(same.next.metadata?.annotations?.[annotation]).toBe('1');
    const changed = updated(daemonSets, workload(), (stored) => ({
      ...stored,
      spec: { ...stored.spec, template: { ...template, spec: { containers: [{ name: 'a', image: 'nginx:2' }] } } },
    }));
    expect(changed.next.metadata?.annotations?.[annotation]).toBe('2');
  });
});

test('ReplicationController: the selector defaults to the labels of the template and is required', () => {
  expect(creationErrors(replicationControllers, { metadata, spec: { template } })).toEqual([]);
  expect(creationErrors(replicationControllers, { metadata, spec: {} })).toEqual([
    'spec.selector: Required value',
    'spec.template: Required value',
  ]);
});

test('ControllerRevision: data is required, and revision must not be negative', () => {
  expect(creationErrors(controllerRevisions, { metadata, revision: -1 })).toEqual([
    'data: Required value: data is mandatory',
    'revision: Invalid value: -1: must be greater than or equal to 0',
  ]);
});
