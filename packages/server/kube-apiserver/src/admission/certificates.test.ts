/** Certificates are approved and signed only with permission for their signer, and never for administrators. */
// The library's decorators require this polyfill.
import 'reflect-metadata';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';

const eve = { name: 'eve', groups: ['system:authenticated'] };
const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const own = 'example.com/own';
const other = 'kubernetes.io/kube-apiserver-client';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await testCluster();
  const apiGroups = ['certificates.k8s.io'];
  const parts = [
    'certificatesigningrequests',
    'certificatesigningrequests/approval',
    'certificatesigningrequests/status',
  ];
  await cluster.call(`POST ${rbac}/clusterroles`, {
    metadata: { name: 'eve' },
    rules: [
      { verbs: ['create', 'get', 'patch', 'update'], apiGroups, resources: parts },
      { verbs: ['approve', 'sign'], apiGroups, resources: ['signers'], resourceNames: ['example.com/*'] },
    ],
  });
  await cluster.call(`POST ${rbac}/clusterrolebindings`, {
    metadata: { name: 'eve' },
    subjects: [{ kind: 'User', name: 'eve', apiGroup: 'rbac.authorization.k8s.io' }],
    roleRef: { kind: 'ClusterRole', name: 'eve', apiGroup: 'rbac.authorization.k8s.io' },
  });
  await cluster.clock.advance(1);
});
afterEach(() => cluster[Symbol.asyncDispose]());

async function ask(name: string, signerName: string, subject = 'CN=eve') {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const made = await Pkcs10CertificateRequestGenerator.create({ name: subject, keys, signingAlgorithm: algorithm });
  const spec = { signerName, usages: ['client auth'], request: btoa(made.toString('pem')) };
  const { code, body } = await cluster.call(`POST ${requests}`, { metadata: { name }, spec }, { user: eve });
  return [code, body.message?.replace(/^.* is forbidden: /, '')];
}

async function change(name: string, part: string, status: object) {
  const { code, body } = await cluster.call(`PATCH ${requests}/${name}/${part}`, { status }, { user: eve });
  return [code, body.message?.replace(/^.* is forbidden: /, '')];
}

const approved = { conditions: [{ type: 'Approved', status: 'True', reason: 'x', message: 'x' }] };
const failed = { conditions: [{ type: 'Failed', status: 'True', reason: 'x', message: 'x' }] };

describe('a certificate', () => {
  it('is approved and signed only for signers of a domain for which the user has permission', async () => {
    expect(await ask('own', own)).toEqual([201, undefined]);
    expect(await ask('other', other)).toEqual([201, undefined]);
    expect(await change('own', 'approval', approved)).toEqual([200, undefined]);
    const noApproval = `user not permitted to approve requests with signerName "${other}"`;
    expect(await change('other', 'approval', approved)).toEqual([403, noApproval]);
    const both = { conditions: [...approved.conditions, ...failed.conditions] };
    expect(await change('own', 'status', both)).toEqual([200, undefined]);
    const noSigning = `user not permitted to sign requests with signerName "${other}"`;
    expect(await change('other', 'status', failed)).toEqual([403, noSigning]);
  });

  it('for administrators is refused for every signer of the cluster', async () => {
    const refused = `use of ${other} signer with system:masters group is not allowed`;
    expect(await ask('admin', other, 'CN=eve, O=system:masters')).toEqual([403, refused]);
    expect(await ask('elsewhere', own, 'CN=eve, O=system:masters')).toEqual([201, undefined]);
  });
});
