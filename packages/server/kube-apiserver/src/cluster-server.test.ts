/** The content of a new cluster. */
import { afterEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './cluster-testing.ts';

let cluster: TestCluster;
afterEach(() => cluster[Symbol.asyncDispose]());

describe('a new cluster', () => {
  it('has its namespaces, priority classes, the kubernetes Service and its endpoints', async () => {
    cluster = await testCluster();
    const names = async (path: string): Promise<unknown> => {
      const { body } = await cluster.call(`GET ${path}`);
      return (body.items as { metadata: { name: string } }[]).map((item) => item.metadata.name);
    };
    expect(await names('/api/v1/namespaces')).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
    expect(await names('/apis/scheduling.k8s.io/v1/priorityclasses')).toEqual([
      'system-cluster-critical',
      'system-node-critical',
    ]);
    const service = (await cluster.call('GET /api/v1/namespaces/default/services/kubernetes')).body;
    expect(service).toMatchObject({
      spec: { clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1'], ipFamilies: ['IPv4'] },
    });
    const slice = await cluster.call('GET /apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes');
    expect(slice.body).toMatchObject({ endpoints: [{ addresses: ['192.0.2.1'] }], ports: [{ port: 6443 }] });
  });

  it('recreates its kubernetes Service soon after it is deleted', async () => {
    cluster = await testCluster();
    const path = '/api/v1/namespaces/default/services/kubernetes';
    await cluster.call(`DELETE ${path}`);
    expect(await cluster.call(`GET ${path}`)).toMatchObject({ code: 404 });
    await cluster.clock.advance(10_000);
    expect(await cluster.call(`GET ${path}`)).toMatchObject({ code: 200, body: { spec: { clusterIP: '10.96.0.1' } } });
  });

  it('writes nothing when it is restarted', async () => {
    cluster = await testCluster();
    const before = (await cluster.call('GET /api/v1/namespaces')).body.metadata;
    await cluster.start();
    expect((await cluster.call('GET /api/v1/namespaces')).body.metadata).toEqual(before);
  });

  it('has the rules of aggregated roles immediately', async () => {
    cluster = await testCluster();
    const admin = (await cluster.call('GET /apis/rbac.authorization.k8s.io/v1/clusterroles/admin')).body;
    expect(JSON.stringify(admin.rules)).toContain('rolebindings');
    expect(JSON.stringify(admin.rules)).toContain('pods/log');
  });

  it('tells only service accounts how to verify its tokens', async () => {
    cluster = await testCluster();
    const robot = {
      name: 'system:serviceaccount:default:default',
      groups: ['system:serviceaccounts', 'system:authenticated'],
    };
    const answer = await cluster.answer('GET /openid/v1/jwks', { user: robot });
    expect(answer).toMatchObject({ type: 'raw', status: 200, contentType: 'application/jwk-set+json' });
    const stranger = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
    expect(await cluster.call('GET /openid/v1/jwks', undefined, { user: stranger })).toMatchObject({
      code: 403,
      body: { message: 'forbidden: User "system:anonymous" cannot get path "/openid/v1/jwks"' },
    });
  });
});

it('reports the feature gates as a metric', async () => {
  cluster = await testCluster({ features: new Map([['VolumeLimitScaling', false]]) });
  const text = cluster.server.metrics.text();
  expect(text).toContain('kubernetes_feature_enabled{name="VolumeLimitScaling",stage="BETA"} 0\n');
  expect(text).toContain('kubernetes_feature_enabled{name="InPlacePodVerticalScaling",stage=""} 1\n');
});
