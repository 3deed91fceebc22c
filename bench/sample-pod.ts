/** A Pod of about 3 KB as the API stores it, for benchmarks. */

const container = (name: string): object => ({
  name,
  image: `registry.example.com/team/${name}:1.27.3`,
  args: ['--listen=:8080', '--log-level=info'],
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  env: [
    { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    { name: 'REGION', value: 'eu-central-1' },
  ],
  resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
  volumeMounts: [
    { name: 'config', mountPath: '/etc/app', readOnly: true },
    { name: 'kube-api-access-x7k2p', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
  ],
  livenessProbe: {
    httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' },
    initialDelaySeconds: 5,
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  },
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
});

export const samplePod: object = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-7d9c6f5b4d-x7k2p',
    generateName: 'web-7d9c6f5b4d-',
    namespace: 'default',
    uid: '0d3a0f6e-5b1c-4b6e-9a58-0f6e1c4b6e9a',
    resourceVersion: '123456',
    creationTimestamp: '2026-01-02T03:04:05Z',
    labels: { app: 'web', 'pod-template-hash': '7d9c6f5b4d', tier: 'frontend' },
    annotations: { 'example.com/checksum': '3b1f8a' },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web-7d9c6f5b4d',
        uid: '5b1c4b6e-0d3a-0f6e-9a58-4b6e9a0f6e1c',
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  },
  spec: {
    volumes: [
      { name: 'config', configMap: { name: 'web', defaultMode: 420 } },
      {
        name: 'kube-api-access-x7k2p',
        projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }], defaultMode: 420 },
      },
    ],
    containers: [container('web'), container('sidecar')],
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'default',
    serviceAccount: 'default',
    nodeName: 'node-1',
    securityContext: {},
    schedulerName: 'default-scheduler',
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
    ],
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: '2026-01-02T03:04:09Z' },
      { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: '2026-01-02T03:04:05Z' },
    ],
    hostIP: '10.0.0.4',
    podIP: '10.244.0.17',
    podIPs: [{ ip: '10.244.0.17' }],
    startTime: '2026-01-02T03:04:05Z',
    qosClass: 'Burstable',
  },
};

const utf8 = new TextEncoder();

/** A unique Pod as stored: names, labels and addresses differ as in a cluster. */
export function storedPod(index: number, padding = 0): { readonly key: string; readonly value: Uint8Array } {
  const name = `web-${index % 100}-7d9c6f5b4d-${index.toString(36).padStart(5, '0')}`;
  const { metadata, spec, status } = samplePod as Readonly<Record<'metadata' | 'spec' | 'status', object>>;
  const pod = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      ...metadata,
      name,
      resourceVersion: undefined,
      uid: `0d3a0f6e-5b1c-4b6e-9a58-${index.toString(16).padStart(12, '0')}`,
      labels: { app: `web-${index % 100}`, 'pod-template-hash': '7d9c6f5b4d', tier: 'frontend' },
    },
    spec: { ...spec, nodeName: `node-${index % 1000}` },
    status: {
      ...status,
      podIP: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
      ...(padding === 0 ? {} : { message: 'x'.repeat(padding) }),
    },
  };
  return { key: `/registry/pods/default/${name}`, value: utf8.encode(JSON.stringify(pod)) };
}
