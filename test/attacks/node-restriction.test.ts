/** A compromised kubelet tries to access objects that do not belong to its pods, on a running cluster. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../harness.ts';

const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '2'] });
let node = '';
let uid = '';
beforeAll(async () => {
  await cluster.up();
  await cluster.kubectl('run', 'p', '--image=i');
  await cluster.kubectl('wait', '--for=condition=Ready', 'pod/p', '--timeout=60s');
  const running = await cluster.json<{ spec: { nodeName: string } }>('get', 'pod', 'p');
  node = running.spec.nodeName;
  uid = (await cluster.json<{ metadata: { uid: string } }>('get', 'node', node)).metadata.uid;
});
afterAll(() => cluster[Symbol.asyncDispose]());

const asNode = (args: readonly string[], input?: object) =>
  cluster.tryKubectl(
    [...args, `--as=system:node:${node}`, '--as-group=system:nodes', '--as-group=system:authenticated'],
    input === undefined ? undefined : JSON.stringify(input),
  );
const patch = (target: readonly string[], change: object) =>
  asNode(['patch', ...target, '--type=merge', '-p', JSON.stringify(change)]);

type Fields = Readonly<Record<string, object>>;
const resourceClaimStatuses = [{ name: 'r', resourceClaimName: 'secret' }];

/** kubectl patch reads the status first, which a node may not do. */
async function putStatus(change: (pod: Fields) => object) {
  const pod = await cluster.json<Fields>('get', 'pod', 'p');
  const { resourceVersion: _, ...metadata } = pod.metadata as Fields;
  return asNode(
    ['replace', '--raw', '/api/v1/namespaces/default/pods/p/status', '-f', '-'],
    change({ ...pod, metadata }),
  );
}

const mirror = (owner: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'mirror',
    namespace: 'default',
    annotations: { 'kubernetes.io/config.mirror': 'x' },
    ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node, uid, controller: true, ...owner }],
  },
  spec: { nodeName: node, containers: [{ name: 'c', image: 'i' }], ...spec },
});

describe('NodeRestriction and Node authorizer: a node', () => {
  it.each<[string, () => ReturnType<typeof asNode>, RegExp]>([
    [
      'get access to a ResourceClaim by the status of its pod',
      () => putStatus((pod) => ({ ...pod, status: { ...pod.status, resourceClaimStatuses } })),
      /cannot update resource claim statues/,
    ],
    [
      'change the labels of its pod to match a Service',
      () => putStatus((pod) => ({ ...pod, metadata: { ...pod.metadata, labels: { app: 'bank' } } })),
      /cannot update labels through pod status/,
    ],
    [
      'create a mirror pod with another owner',
      () => asNode(['create', '-f', '-'], mirror({ kind: 'ReplicaSet', apiVersion: 'apps/v1', name: 'x' })),
      /can only create pods with an owner reference set to itself/,
    ],
    [
      'create a mirror pod with the UID of another node',
      () => asNode(['create', '-f', '-'], mirror({ uid: 'forged' })),
      /UID mismatch/,
    ],
    [
      'mount a Secret in a mirror pod',
      () => asNode(['create', '-f', '-'], mirror({}, { volumes: [{ name: 'v', secret: { secretName: 's' } }] })),
      /can not create pods that reference secrets/,
    ],
    [
      'change its taints',
      () => patch(['node', node], { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } }),
      /is not allowed to modify taints/,
    ],
    [
      'set restricted labels to attract pods',
      () => patch(['node', node], { metadata: { labels: { 'node-restriction.kubernetes.io/pci': 'yes' } } }),
      /is not allowed to modify labels: node-restriction.kubernetes.io\/pci/,
    ],
    [
      'get a token for an audience that none of its pods mounts',
      () =>
        asNode(['create', 'token', 'default', '--audience=vault', '--bound-object-kind=Pod', '--bound-object-name=p']),
      /node requested token|audience "vault" not found in pod spec volume/,
    ],
  ])('cannot %s', async (_, attack, message) => {
    expect((await attack()).stderr).toMatch(message);
  });
});
