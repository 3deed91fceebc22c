/** Connections have the options that mutating admission leaves. */
import type { AdmissionPlugin } from '@kubets/apiserver/admission';
import { requestOf } from '@kubets/apiserver/testing';
import type { KubeObject } from '@kubets/machinery/meta';
import { expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';

const core = '/api/v1/namespaces/default';

async function createPod({ call }: TestCluster): Promise<void> {
  await call(`POST ${core}/serviceaccounts`, { metadata: { name: 'default' } });
  const addresses = [{ type: 'InternalIP', address: '192.0.2.9' }];
  const status = { addresses, daemonEndpoints: { kubeletEndpoint: { Port: 10250 } } };
  await call('POST /api/v1/nodes', { metadata: { name: 'n1' }, status });
  const containers = ['a', 'b'].map((name) => ({ name, image: 'i', ports: [{ containerPort: 8080 }] }));
  await call(`POST ${core}/pods`, { metadata: { name: 'p' }, spec: { nodeName: 'n1', containers } });
  const placed = { status: { podIP: '10.0.0.9', podIPs: [{ ip: '10.0.0.9' }] } };
  const headers = { 'content-type': 'application/merge-patch+json' };
  expect((await call(`PATCH ${core}/pods/p/status`, placed, { headers })).code).toBe(200);
}

it.each<[string, object, string]>([
  [
    'exec?container=a&command=rm&stdin=true',
    { container: 'b', command: ['id'], stdout: true },
    ':10250/exec/default/p/b?output=1&command=id',
  ],
  ['portforward?ports=80', { ports: [90] }, ':10250/portForward/default/p?port=90'],
  ['proxy/secret', { path: '@evil' }, ':8080/@evil'],
])('%s', async (line, options, expected) => {
  const plugin: AdmissionPlugin = {
    name: 'rewrite',
    on: { subresources: ['*'], operations: ['CONNECT'] },
    mutate: ({ kind, apiVersion }) => ({ kind, apiVersion, ...options }) as KubeObject,
  };
  await using cluster = await testCluster({ admission: [plugin] });
  await createPod(cluster);
  const answer = await cluster.server.handle({ ...requestOf(`POST ${core}/pods/p/${line}`), upgrade: true });
  expect(String((answer as { target: URL }).target)).toContain(expected);
});
