/** Pods that validation refuses, with upstream's messages. */
import { describe, expect, test } from 'vitest';
import { creationErrors } from '../strategy-testing.ts';
import { pods } from './pods.ts';

const metadata = { name: 'web', namespace: 'default', resourceVersion: '1' };
const manifest = (spec: object, container: object = {}): object => ({
  metadata,
  spec: { containers: [{ name: 'a', image: 'nginx:1', ...container }], ...spec },
});
const errors = (spec: object, container?: object) => creationErrors(pods, manifest(spec, container));

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

describe('Pod: validation refuses', () => {
  test.each<[string, object, object, readonly string[]]>([
    ['nothing in a valid Pod', {}, {}, []],
    ['no containers', { containers: [] }, {}, ['spec.containers: Required value']],
    ['no image', {}, { image: '' }, ['spec.containers[0].image: Required value']],
    ['no name', {}, { name: '' }, ['spec.containers[0].name: Required value']],
    ['a bad name', {}, { name: 'A' }, [`spec.containers[0].name: Invalid value: "A": ${label}`]],
    [
      'white space around an image name',
      {},
      { image: 'nginx ' },
      ['spec.containers[0].image: Invalid value: "nginx ": must not have leading or trailing whitespace'],
    ],
    [
      'duplicate container names',
      {
        containers: [
          { name: 'a', image: 'x' },
          { name: 'a', image: 'y' },
        ],
      },
      {},
      ['spec.containers[1].name: Duplicate value: "a"'],
    ],
    [
      'an unknown restart policy',
      { restartPolicy: 'Sometimes' },
      {},
      ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      'a mount of an unknown volume',
      {},
      { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
      ['spec.containers[0].volumeMounts[0].name: Not found: "data"'],
    ],
    [
      'two mounts at the same path',
      { volumes: [{ name: 'data', emptyDir: {} }] },
      {
        volumeMounts: [
          { name: 'data', mountPath: '/data' },
          { name: 'data', mountPath: '/data' },
        ],
      },
      ['spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/data": must be unique'],
    ],
    [
      'a request greater than the limit',
      {},
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } },
      ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ],
    [
      'a negative quantity',
      {},
      { resources: { requests: { memory: '-1' } } },
      ['spec.containers[0].resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0'],
    ],
    [
      'an unknown resource',
      {},
      { resources: { requests: { gpu: '1' } } },
      [
        'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
      ],
    ],
    [
      'an extended resource without a limit',
      {},
      { resources: { requests: { 'example.com/gpu': '1' } } },
      ['spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources'],
    ],
    [
      'a fraction of an extended resource',
      {},
      { resources: { limits: { 'example.com/gpu': '500m' } } },
      [
        'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer',
        'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
      ],
    ],
    [
      'a port out of range',
      {},
      { ports: [{ containerPort: 70000 }] },
      ['spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive'],
    ],
    ['a port without number', {}, { ports: [{}] }, ['spec.containers[0].ports[0].containerPort: Required value']],
    [
      'an unknown protocol',
      {},
      { ports: [{ containerPort: 80, protocol: 'tcp' }] },
      ['spec.containers[0].ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"'],
    ],
    [
      'a duplicate host port',
      {},
      {
        ports: [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 80 },
        ],
      },
      ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//80"'],
    ],
    ['a variable without a name', {}, { env: [{ value: 'x' }] }, ['spec.containers[0].env[0].name: Required value']],
    [
      'an environment variable without a source',
      {},
      { env: [{ name: 'A', valueFrom: {} }] },
      [
        'spec.containers[0].env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      ],
    ],
    [
      'an unknown field path',
      {},
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nodename' } } }] },
      [
        'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nodename": error converting fieldPath: field label not supported: spec.nodename',
      ],
    ],
    [
      'a probe without a handler',
      {},
      { livenessProbe: {} },
      ['spec.containers[0].livenessProbe: Required value: must specify a handler type'],
    ],
    [
      'a liveness probe with successThreshold 2',
      {},
      { livenessProbe: { httpGet: { port: 80 }, successThreshold: 2 } },
      ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1'],
    ],
    [
      'a probe with two handlers',
      {},
      { readinessProbe: { httpGet: { port: 80 }, exec: { command: ['ls'] } } },
      ['spec.containers[0].readinessProbe.httpGet: Forbidden: may not specify more than 1 handler type'],
    ],
    [
      'a probe on an init container',
      { initContainers: [{ name: 'i', image: 'x', readinessProbe: { tcpSocket: { port: 1 } } }] },
      {},
      [
        'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      ],
    ],
    ['a volume without a name', { volumes: [{ emptyDir: {} }] }, {}, ['spec.volumes[0].name: Required value']],
    [
      'a volume with two sources',
      { volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/' } }] },
      {},
      ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'duplicate volume names',
      {
        volumes: [
          { name: 'v', emptyDir: {} },
          { name: 'v', emptyDir: {} },
        ],
      },
      {},
      ['spec.volumes[1].name: Duplicate value: "v"'],
    ],
    [
      'a subPath that leaves the volume',
      { volumes: [{ name: 'v', hostPath: { path: '/a/../..' } }] },
      {},
      ['spec.volumes[0].hostPath.path: Invalid value: "/a/../..": must not contain \'..\''],
    ],
    [
      'a ConfigMap volume without a name',
      { volumes: [{ name: 'v', configMap: {} }] },
      {},
      ['spec.volumes[0].configMap.name: Required value'],
    ],
    [
      'a toleration without key and operator',
      { tolerations: [{ effect: 'NoSchedule' }] },
      {},
      [
        'spec.tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
    [
      'required node affinity without terms',
      { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {} } } },
      {},
      [
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
      ],
    ],
    [
      'a topology spread constraint without maxSkew',
      { topologySpreadConstraints: [{ topologyKey: 'z', whenUnsatisfiable: 'DoNotSchedule' }] },
      {},
      ['spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than 0'],
    ],
    [
      'a privileged container without privilege escalation',
      {},
      { securityContext: { privileged: true, allowPrivilegeEscalation: false } },
      [
        'spec.containers[0].securityContext: Invalid value: {"privileged":true,"allowPrivilegeEscalation":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
      ],
    ],
    [
      'dnsPolicy None without name servers',
      { dnsPolicy: 'None' },
      {},
      ['spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ],
    [
      'hostNetwork with a different hostPort',
      { hostNetwork: true },
      { ports: [{ containerPort: 80, hostPort: 81 }] },
      [
        'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
      ],
    ],
    [
      'pod-level requests less than those of the containers',
      { resources: { requests: { cpu: '1' } } },
      { resources: { requests: { cpu: '2' } } },
      [
        'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
      ],
    ],
    [
      'ephemeral containers on creation',
      { ephemeralContainers: [{ name: 'e', image: 'x' }] },
      {},
      ['spec.ephemeralContainers: Forbidden: cannot be set on create'],
    ],
    [
      'a node name with scheduling gates',
      { nodeName: 'n', schedulingGates: [{ name: 'example.com/a' }] },
      {},
      ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
    ],
    [
      'a preStop sleep longer than the grace period',
      {},
      { lifecycle: { preStop: { sleep: { seconds: 31 } } } },
      [
        'spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)',
      ],
    ],
  ])('%s', (_, spec, container, expected) => {
    expect(errors(spec, container)).toEqual(expected);
  });
});
