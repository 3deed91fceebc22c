/** Warnings for kinds and fields that are not implemented. */
import { describe, expect, test } from 'vitest';
import { builtinResources, findKind } from '../catalog.ts';
import { pods } from '../core/pods.ts';
import { secrets } from '../core/secrets.ts';
import { services } from '../core/services.ts';
import { creationWarnings } from '../strategy-testing.ts';
import { unimplementedKinds } from './kinds.ts';

const names = builtinResources().map(({ group, plural }) => (group === '' ? plural : `${plural}.${group}`));

test.each(unimplementedKinds.flatMap(({ resources }) => resources))(
  'unimplementedKinds: %s is a served resource',
  (name) => {
    expect(names).toContain(name);
  },
);

test.each([
  [
    'networking.k8s.io',
    'v1',
    'NetworkPolicy',
    'NetworkPolicy is not implemented by kubets: network policies are not enforced',
  ],
  [
    'autoscaling',
    'v1',
    'HorizontalPodAutoscaler',
    'HorizontalPodAutoscaler is not implemented by kubets: no controller scales its target',
  ],
])('warnings of %s/%s %s say what is not implemented', (group, version, kind, warning) => {
  const definition = findKind(group, version, kind)!;
  const object = { metadata: { name: 'a' } };
  expect(definition.strategy.warnings?.(object, undefined)).toContain(warning);
  expect(definition.strategy.warnings?.(object, object)).toContain(warning);
});

const pod = (spec: object) => ({ metadata: { name: 'a' }, spec: { containers: [{ name: 'a', image: 'a' }], ...spec } });
const container = (fields: object) => pod({ containers: [{ name: 'a', image: 'a', ...fields }] });
const term = { topologyKey: 'a', labelSelector: {} };

describe('warnings of a Pod', () => {
  test.each([
    [pod({}), []],
    [pod({ hostUsers: false, affinity: {}, topologySpreadConstraints: [] }), []],
    [
      pod({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }),
      ['spec.affinity.podAntiAffinity'],
    ],
    [pod({ affinity: { nodeAffinity: {} } }), []],
    [
      pod({
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', nfs: { server: 'a', path: '/' } },
        ],
      }),
      ['spec.volumes[1].nfs'],
    ],
    [container({ volumeDevices: [{ name: 'a', devicePath: '/dev/a' }] }), ['spec.containers[0].volumeDevices']],
    [container({ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }] }), []],
    [
      container({ resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] }),
      ['spec.containers[0].resizePolicy[0].restartPolicy'],
    ],
    [
      pod({
        initContainers: [{ name: 'b', image: 'b', securityContext: { appArmorProfile: { type: 'Unconfined' } } }],
      }),
      ['spec.initContainers[0].securityContext.appArmorProfile'],
    ],
  ])('for %j contain the paths %j', (manifest, paths) => {
    const found = creationWarnings(pods, manifest).map((warning) => warning.split(': not implemented by kubets: ')[0]);
    expect(found).toEqual(paths);
  });

  test('contain the path in a pod template', () => {
    const template = pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'a', labelSelector: {} }] });
    const deployments = findKind('apps', 'v1', 'Deployment')!;
    expect(
      deployments.strategy.warnings?.({ metadata: { name: 'a' }, spec: { template } } as object, undefined),
    ).toEqual([
      'spec.template.spec.topologySpreadConstraints: not implemented by kubets: the scheduler does not spread pods over topology domains',
    ]);
  });
});

test.each([
  [{ type: 'ClusterIP' }, []],
  [{ type: 'LoadBalancer' }, ['spec.type: not implemented by kubets: no load balancer is provisioned']],
  [
    { type: 'ExternalName', externalName: 'example.com' },
    ['spec.type: not implemented by kubets: there is no cluster DNS to resolve it'],
  ],
])('warnings of a Service %j are %j', (spec, warnings) => {
  const manifest = { metadata: { name: 'a' }, spec: { ports: [{ port: 80 }], ...spec } };
  expect(creationWarnings(services, manifest)).toEqual(warnings);
});

test('warnings of a Secret say that no token is created', () => {
  const type = 'kubernetes.io/service-account-token';
  const metadata = { name: 'a', annotations: { 'kubernetes.io/service-account.name': 'default' } };
  const warning = `type: not implemented by kubets: no controller writes a token into Secrets of type ${type}`;
  expect(creationWarnings(secrets, { metadata, type })).toEqual([warning]);
  expect(creationWarnings(secrets, { metadata, type, data: { token: 'YQ==' } })).toEqual([]);
  expect(creationWarnings(secrets, { metadata, type: 'Opaque' })).toEqual([]);
});
