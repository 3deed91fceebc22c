/** Services: defaults, changes of type, and validation. */
import { describe, expect, test } from 'vitest';
import type { Service, ServiceSpec } from '../generated/core/v1.ts';
import { canonical, creationErrors, creationWarnings, updated, updateErrors } from '../strategy-testing.ts';
import { services } from './services.ts';

const metadata = { name: 'web', namespace: 'default', resourceVersion: '1' };
/** A Service with an allocated cluster IP. */
const manifest = (spec: object) => ({
  metadata,
  spec: { ports: [{ port: 80 }], clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ...spec },
});

test('Service: defaults depend on type, external IPs and session affinity', () => {
  const spec = (given: object) => canonical(services, manifest(given)).spec;
  expect(spec({})).toMatchObject({
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
  });
  expect(spec({})).not.toHaveProperty('externalTrafficPolicy');
  expect(spec({ type: 'NodePort' })?.externalTrafficPolicy).toBe('Cluster');
  expect(spec({ externalIPs: ['192.0.2.1'] })?.externalTrafficPolicy).toBe('Cluster');
  expect(spec({ type: 'LoadBalancer' })?.allocateLoadBalancerNodePorts).toBe(true);
  expect(spec({ sessionAffinity: 'ClientIP' })?.sessionAffinityConfig).toEqual({ clientIP: { timeoutSeconds: 10800 } });
});

describe('Service: validation refuses', () => {
  test.each<[string, object, readonly string[]]>([
    ['nothing in a valid Service', {}, []],
    ['no ports', { ports: [] }, ['spec.ports: Required value']],
    [
      'a port out of range',
      { ports: [{ port: 0, targetPort: 80 }] },
      ['spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive'],
    ],
    ['ports without names', { ports: [{ port: 80 }, { name: 'b', port: 81 }] }, ['spec.ports[0].name: Required value']],
    [
      'duplicate port names',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'a', port: 81 },
        ],
      },
      ['spec.ports[1].name: Duplicate value: "a"'],
    ],
    [
      'a duplicate port',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      },
      [
        'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
      ],
    ],
    [
      'a node port with type ClusterIP',
      { ports: [{ port: 80, nodePort: 30000 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'an unknown type',
      { type: 'Magic' },
      [
        'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
        'spec.internalTrafficPolicy: Required value',
      ],
    ],
    [
      'type ExternalName without a name',
      { type: 'ExternalName' },
      ['spec.clusterIPs: Forbidden: may not be set for ExternalName services', 'spec.externalName: Required value'],
    ],
    [
      'a headless Service of type NodePort',
      { type: 'NodePort', clusterIP: 'None', clusterIPs: ['None'] },
      ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
    ],
    [
      'different clusterIP and clusterIPs',
      { clusterIPs: ['10.0.0.2'] },
      ['spec.clusterIPs: Invalid value: ["10.0.0.2"]: first value must match `clusterIP`'],
    ],
    [
      'an invalid cluster IP',
      { clusterIP: 'x', clusterIPs: ['x'] },
      ['spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
    [
      'externalTrafficPolicy without external access',
      { externalTrafficPolicy: 'Local' },
      ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ],
    [
      'a session affinity timeout of more than a day',
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86401 } } },
      [
        'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than 86400',
      ],
    ],
    [
      'a loopback address as external IP',
      { externalIPs: ['127.0.0.1'] },
      ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ],
    [
      'loadBalancerClass with another type',
      { loadBalancerClass: 'example.com/a' },
      ["spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'"],
    ],
    [
      'an unknown traffic distribution',
      { trafficDistribution: 'x' },
      [
        'spec.trafficDistribution: Unsupported value: "x": supported values: "PreferClose", "PreferSameNode", "PreferSameZone"',
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(creationErrors(services, manifest(spec))).toEqual(expected);
  });
});

describe('Service update', () => {
  const withSpec = (change: object) => (service: Service) => ({ ...service, spec: { ...service.spec, ...change } });
  const node = { type: 'NodePort', ports: [{ port: 80, nodePort: 30000 }] };
  const specAfter = (spec: object, change: object) =>
    updated(services, manifest(spec), withSpec(change)).next.spec as ServiceSpec;

  test('cannot change the cluster IP', () => {
    expect(updateErrors(services, manifest({}), withSpec({ clusterIP: '10.0.0.2', clusterIPs: ['10.0.0.2'] }))).toEqual(
      ['spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set'],
    );
  });

  test('to type ClusterIP clears node ports', () => {
    const spec = specAfter(node, { type: 'ClusterIP' });
    expect(spec.ports).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
    expect(spec).not.toHaveProperty('externalTrafficPolicy');
    expect(updateErrors(services, manifest(node), withSpec({ type: 'ClusterIP' }))).toEqual([]);
  });

  test('to type ClusterIP with another node port is refused', () => {
    const change = { type: 'ClusterIP', ports: [{ port: 80, nodePort: 30001 }] };
    expect(updateErrors(services, manifest(node), withSpec(change))).toEqual([
      "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
    ]);
  });

  test('to type ExternalName clears cluster IPs', () => {
    const spec = specAfter({}, { type: 'ExternalName', externalName: 'example.com' });
    expect(spec).not.toHaveProperty('clusterIP');
    expect(spec).not.toHaveProperty('clusterIPs');
  });
});

test.each<[object, string]>([
  [
    { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'PreferDualStack' },
    'spec.ipFamilies[1]: IPv6 is not implemented by kubets: the IPv6 cluster IP is allocated, but pods cannot reach it',
  ],
  [{ type: 'ClusterIP', externalName: 'a.b' }, 'spec.externalName is ignored when spec.type is not "ExternalName"'],
  [
    { externalIPs: ['010.0.0.1'] },
    'spec.externalIPs[0]: non-standard IP address "010.0.0.1" is invalid: use "10.0.0.1"',
  ],
])('Service %j is accepted with a warning', (spec, expected) => {
  expect(creationWarnings(services, manifest(spec))).toEqual([expected]);
});
