/** The writes that a kubelet may make, case by case, with a whole server in memory. */
// The library's decorators require this polyfill.
import 'reflect-metadata';
import type { UserInfo } from '@kubets/apiserver/requests';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { requestedSubject } from './certificate-subject.ts';

const node: UserInfo = { name: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] };
const core = '/api/v1/namespaces/default';
const containers = [{ name: 'c', image: 'i' }];

let cluster: TestCluster;
let nodeUid = '';
beforeEach(async () => {
  cluster = await testCluster();
  await administrator('POST', `${core}/serviceaccounts`, { metadata: { name: 'default' } });
  for (const name of ['n1', 'n2']) await administrator('POST', '/api/v1/nodes', { metadata: { name } });
  nodeUid = (await cluster.call('GET /api/v1/nodes/n1')).body.metadata?.uid ?? '';
  for (const [name, nodeName] of [
    ['mine', 'n1'],
    ['other', 'n2'],
  ])
    await administrator('POST', `${core}/pods`, { metadata: { name }, spec: { nodeName, containers } });
});
afterEach(() => cluster[Symbol.asyncDispose]());

async function administrator(method: string, path: string, body: unknown) {
  const answer = await cluster.call(`${method} ${path}`, body);
  expect([answer.code, answer.body.message]).toEqual([method === 'POST' ? 201 : 200, undefined]);
  return answer.body;
}

/** The code, and the text after `is forbidden: ` of a refusal. */
async function asNode(line: string, body?: unknown): Promise<readonly [number, string | undefined]> {
  const answer = await cluster.call(line, body, { user: node });
  return [answer.code, answer.body.message?.replace(/^.* is forbidden: /, '')];
}

describe('a mirror pod', () => {
  const owner = () => ({ apiVersion: 'v1', kind: 'Node', name: 'n1', uid: nodeUid, controller: true });
  const mirror = (spec: object = {}, ownerReferences: unknown = [owner()], annotations: unknown = undefined) => ({
    metadata: { name: 'm', annotations: annotations ?? { 'kubernetes.io/config.mirror': 'x' }, ownerReferences },
    spec: { nodeName: 'n1', containers, ...spec },
  });

  it('of the node itself can be created and deleted', async () => {
    expect((await asNode(`POST ${core}/pods`, mirror()))[0]).toBe(201);
    expect((await asNode(`DELETE ${core}/pods/m`))[0]).toBe(200);
  });

  it.each<[string, () => unknown]>([
    ['node "n1" can only create pods with an owner reference set to itself', () => []],
    ['node "n1" can only create pods with an owner reference set to itself', () => [{ ...owner(), name: 'n2' }]],
    ['node "n1" can only create pods with an owner reference set to itself', () => [{ ...owner(), kind: 'Pod' }]],
    ['node "n1" can only create pods with an owner reference set to itself', () => [{ ...owner(), apiVersion: 'v2' }]],
    [
      'node "n1" can only create pods with a controller owner reference set to itself',
      () => [{ ...owner(), controller: false }],
    ],
    [
      'node "n1" must not set blockOwnerDeletion on an owner reference',
      () => [{ ...owner(), blockOwnerDeletion: true }],
    ],
    [
      'node "n1" can only create pods with a single owner reference set to itself',
      () => [owner(), { ...owner(), name: 'n2', uid: 'x' }],
    ],
  ])('with a forged owner is refused: %s', async (message, owners) => {
    expect(await asNode(`POST ${core}/pods`, mirror({}, owners()))).toEqual([403, message]);
  });

  it('must have the uid of the current node as its owner', async () => {
    const forged = mirror({}, [{ ...owner(), uid: 'forged' }]);
    const message = `node n1 UID mismatch: expected forged got ${nodeUid}`;
    expect(await asNode(`POST ${core}/pods`, forged)).toEqual([403, message]);
    await cluster.call('DELETE /api/v1/nodes/n1');
    expect(await asNode(`POST ${core}/pods`, mirror())).toEqual([404, 'nodes "n1" not found']);
  });

  it.each<[string, object]>([
    ['serviceaccounts', { serviceAccountName: 'default' }],
    ['secrets', { imagePullSecrets: [{ name: 's' }] }],
    ['secrets', { volumes: [{ name: 'v', secret: { secretName: 's' } }] }],
    ['secrets', { containers: [{ name: 'c', image: 'i', envFrom: [{ secretRef: { name: 's' } }] }] }],
    ['configmaps', { volumes: [{ name: 'v', configMap: { name: 's' } }] }],
    ['configmaps', { volumes: [{ name: 'v', projected: { sources: [{ configMap: { name: 's' } }] } }] }],
    ['resourceclaims', { resourceClaims: [{ name: 'r', resourceClaimName: 'r' }] }],
    ['persistentvolumeclaims', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 's' } }] }],
    ['csidrivers (via CSI volumes)', { volumes: [{ name: 'v', csi: { driver: 'd.example.com' } }] }],
    [
      'serviceaccounts (via projected volumes)',
      { volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] },
    ],
    [
      'persistentvolumeclaims (via ephemeral volumes)',
      { volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec: {} } } }] },
    ],
  ])('must not refer to %s', async (what, spec) => {
    const refused = [403, `node "n1" can not create pods that reference ${what}`];
    expect(await asNode(`POST ${core}/pods`, mirror(spec))).toEqual(refused);
  });

  it('may use volumes that refer to no API object', async () => {
    const volumes = [
      { name: 'a', hostPath: { path: '/x' } },
      { name: 'b', emptyDir: {} },
      { name: 'c', projected: { sources: [{ downwardAPI: { items: [] } }] } },
    ];
    expect((await asNode(`POST ${core}/pods`, mirror({ volumes })))[0]).toBe(201);
  });

  it('is the only pod that a node may create, and only on itself', async () => {
    const free = mirror({}, [owner()], {});
    const only = 'pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods';
    expect(await asNode(`POST ${core}/pods`, free)).toEqual([403, only]);
    const elsewhere = 'node "n1" can only create pods with spec.nodeName set to itself';
    expect(await asNode(`POST ${core}/pods`, mirror({ nodeName: 'n2' }))).toEqual([403, elsewhere]);
  });
});

describe('the status of a pod', () => {
  const claims = [{ name: 'r', resourceClaimName: 'secret-claim' }];
  it.each<[string, string, unknown, readonly [number, string | undefined]]>([
    ['its own', 'mine', { status: { phase: 'Running' } }, [200, undefined]],
    [
      'another node’s',
      'other',
      { status: { phase: 'Running' } },
      [403, 'node "n1" can only update pod status for pods with spec.nodeName set to itself'],
    ],
    [
      'labels',
      'mine',
      { metadata: { labels: { a: 'b' } } },
      [403, 'node "n1" cannot update labels through pod status'],
    ],
    [
      'resource claims, by which it would come to read them',
      'mine',
      { status: { resourceClaimStatuses: claims } },
      [403, 'node "n1" cannot update resource claim statues'],
    ],
    [
      'its extended resource claim',
      'mine',
      { status: { extendedResourceClaimStatus: { resourceClaimName: 'x', requestMappings: [] } } },
      [403, 'node "n1" cannot update extended resource claim status'],
    ],
  ])('%s', async (_, name, patch, expected) => {
    expect(await asNode(`PATCH ${core}/pods/${name}/status`, patch)).toEqual(expected);
  });
});

describe('other writes of pods', () => {
  it.each<[string, unknown, readonly [number, string | undefined]]>([
    ['DELETE mine', undefined, [200, undefined]],
    ['DELETE other', undefined, [403, 'node "n1" can only delete pods with spec.nodeName set to itself']],
    [
      'POST other/eviction',
      { metadata: { name: 'other' } },
      [403, 'node n1 can only evict pods with spec.nodeName set to itself'],
    ],
    ['POST mine/eviction', { metadata: { name: 'mine' } }, [201, undefined]],
    ['POST gone/eviction', { metadata: { name: 'gone' } }, [404, 'pods "gone" not found']],
  ])('%s', async (line, body, expected) => {
    expect(await asNode(line.replace(' ', ` ${core}/pods/`), body)).toEqual(expected);
  });
});

describe('a node', () => {
  it.each<[string, unknown, readonly [number, string | undefined]]>([
    ['PATCH n2', { metadata: { labels: { a: 'b' } } }, [403, 'node "n1" is not allowed to modify node "n2"']],
    ['PATCH n1', { metadata: { labels: { a: 'b' } } }, [200, undefined]],
    [
      'PATCH n1',
      { metadata: { labels: { 'node-restriction.kubernetes.io/a': 'b', 'x.k8s.io/y': 'z' } } },
      [403, 'is not allowed to modify labels: node-restriction.kubernetes.io/a, x.k8s.io/y'],
    ],
    ['PATCH n1', { metadata: { labels: { 'topology.kubernetes.io/zone': 'b' } } }, [200, undefined]],
    [
      'PATCH n1',
      { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } },
      [403, 'node "n1" is not allowed to modify taints'],
    ],
    [
      'PATCH n1/status',
      { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: 'x' }] } },
      [403, 'node "n1" is not allowed to modify ownerReferences'],
    ],
    [
      'PATCH n1/status',
      { spec: { taints: [] }, status: { phase: 'Running' } },
      [403, 'node "n1" is not allowed to modify taints'],
    ],
    ['PATCH n1/status', { status: { phase: 'Running' } }, [200, undefined]],
  ])('%s %j', async (line, body, expected) => {
    expect(await asNode(line.replace(' ', ' /api/v1/nodes/'), body)).toEqual(expected);
  });
});

describe('leases, CSINodes and ResourceSlices', () => {
  const slice = (nodeName: string) => ({
    metadata: { name: `s-${nodeName}` },
    spec: { driver: 'd.example.com', nodeName, pool: { name: 'p', generation: 1, resourceSliceCount: 1 } },
  });
  it.each<[string, unknown, readonly [number, string | undefined]]>([
    [
      'POST /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
      { metadata: { name: 'n1' } },
      [201, undefined],
    ],
    [
      'POST /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
      { metadata: { name: 'n2' } },
      [403, 'can only access node lease with the same name as the requesting node'],
    ],
    ['POST /apis/storage.k8s.io/v1/csinodes', { metadata: { name: 'n1' }, spec: { drivers: [] } }, [201, undefined]],
    [
      'POST /apis/storage.k8s.io/v1/csinodes',
      { metadata: { name: 'n2' }, spec: { drivers: [] } },
      [403, 'can only access CSINode with the same name as the requesting node'],
    ],
    [
      'POST /apis/resource.k8s.io/v1/resourceslices',
      slice('n2'),
      [403, 'can only create ResourceSlice with the same NodeName as the requesting node'],
    ],
    ['POST /apis/resource.k8s.io/v1/resourceslices', slice('n1'), [201, undefined]],
  ])('%s %j', async (line, body, expected) => {
    const [code, message] = await asNode(line, body);
    expect([code, message]).toEqual(expected);
  });

  it('a node reads and deletes only its own slices', async () => {
    const slices = '/apis/resource.k8s.io/v1/resourceslices';
    for (const name of ['n1', 'n2']) await administrator('POST', slices, slice(name));
    const where = 'resource "resourceslices" in API group "resource.k8s.io" at the cluster scope';
    const why = "no relationship found between node 'n1' and this object";
    for (const [method, verb] of [
      ['GET', 'get'],
      ['DELETE', 'delete'],
    ])
      expect(await asNode(`${method} ${slices}/s-n2`)).toEqual([
        403,
        `User "system:node:n1" cannot ${verb} ${where}: ${why}`,
      ]);
    expect((await asNode(`DELETE ${slices}?fieldSelector=spec.nodeName%3Dn2`))[0]).toBe(403);
    expect((await asNode(`DELETE ${slices}/s-n1`))[0]).toBe(200);
  });
});

describe('a claim', () => {
  beforeEach(async () => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    await administrator('POST', `${core}/persistentvolumeclaims`, { metadata: { name: 'c' }, spec });
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }];
    await administrator('POST', `${core}/pods`, {
      metadata: { name: 'u' },
      spec: { nodeName: 'n1', volumes, containers },
    });
  });
  const other = 'node "n1" is not allowed to update fields other than status.capacity and status.conditions';
  it.each<[unknown, readonly [number, string | undefined]]>([
    [{ status: { capacity: { storage: '2Gi' }, conditions: [] } }, [200, undefined]],
    [{ metadata: { labels: { a: 'b' } } }, [403, other]],
    [{ metadata: { finalizers: ['a.b/c'] } }, [403, other]],
    [{ status: { phase: 'Bound' } }, [403, other]],
    [{ spec: { volumeName: 'x' } }, [403, other]],
  ])('may only change in size: %j', async (body, expected) => {
    expect(await asNode(`PATCH ${core}/persistentvolumeclaims/c/status`, body)).toEqual(expected);
  });
});

describe('a token', () => {
  const request = async (change: object = {}, audiences: readonly string[] = []) => {
    const { body: pod } = await cluster.call(`GET ${core}/pods/mine`);
    const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'mine', uid: pod.metadata?.uid, ...change };
    return asNode(`POST ${core}/serviceaccounts/default/token`, { spec: { audiences, boundObjectRef } });
  };

  it('is bound to a pod of the node, by uid', async () => {
    expect((await request())[0]).toBe(201);
    expect(await request({ kind: 'Secret' })).toEqual([403, 'node requested token not bound to a pod']);
    expect(await request({ uid: '' })).toEqual([403, 'node requested token with a pod binding without a uid']);
    expect(await request({ name: 'gone' })).toEqual([404, 'pods "gone" not found']);
    expect(await request({ uid: 'x' })).toEqual([
      403,
      'the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated',
    ]);
    const { body: theirs } = await cluster.call(`GET ${core}/pods/other`);
    expect(await request({ name: 'other', uid: theirs.metadata?.uid })).toEqual([
      403,
      'node requested token bound to a pod scheduled on a different node',
    ]);
  });

  it('is for audiences that the pod mounts, or for which the node has permission', async () => {
    expect(await request({}, ['a', 'b'])).toEqual([403, 'node may only request 0 or 1 audiences']);
    expect(await request({}, ['vault'])).toEqual([
      403,
      'audience "vault" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience',
    ]);
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    const rule = { verbs: ['request-serviceaccounts-token-audience'], apiGroups: [''], resources: ['vault'] };
    await administrator('POST', `${rbac}/clusterroles`, { metadata: { name: 'vault' }, rules: [rule] });
    await administrator('POST', `${rbac}/clusterrolebindings`, {
      metadata: { name: 'vault' },
      subjects: [{ kind: 'Group', name: 'system:nodes', apiGroup: 'rbac.authorization.k8s.io' }],
      roleRef: { kind: 'ClusterRole', name: 'vault', apiGroup: 'rbac.authorization.k8s.io' },
    });
    await cluster.clock.advance(1);
    expect((await request({}, ['vault']))[0]).toBe(201);
  });
});

describe('a certificate signing request', () => {
  async function requestFor(name: string): Promise<string> {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const request = await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: algorithm });
    return btoa(request.toString('pem'));
  }

  it('of a kubelet must name its own node', async () => {
    const ask = async (subject: string, signerName: string) =>
      asNode('POST /apis/certificates.k8s.io/v1/certificatesigningrequests', {
        metadata: { generateName: 'csr-' },
        spec: { signerName, usages: ['digital signature', 'server auth'], request: await requestFor(subject) },
      });
    const signer = 'kubernetes.io/kubelet-serving';
    expect((await ask('O=system:nodes, CN=system:node:n1', signer))[0]).toBe(201);
    expect(await ask('O=system:nodes, CN=system:node:n2', signer)).toEqual([
      403,
      'can only create a node CSR with CN=system:node:n1',
    ]);
    expect((await ask('CN=somebody', 'example.com/signer'))[0]).toBe(201);
  });

  it.each(['', '!', btoa('x'), btoa('-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----')])(
    'that cannot be parsed names no node: %j',
    (request) => {
      expect(requestedSubject(request)).toBeUndefined();
    },
  );

  it('uses the last of several common names', async () => {
    const several = { commonName: 'b', organizations: ['x', 'y'] };
    expect(requestedSubject(await requestFor('CN=a, O=x, CN=b, O=y'))).toEqual(several);
    expect(requestedSubject(await requestFor('O=x'))).toEqual({ commonName: '', organizations: ['x'] });
  });
});
