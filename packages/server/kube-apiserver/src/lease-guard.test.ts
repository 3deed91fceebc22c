/** Writes of a deposed leader change nothing, on any path. */
import type { Lease } from '@kubets/api';
import type { ServerTransport } from '@kubets/apiserver/requests';
import { describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from './cluster-testing.ts';
import { leaseGuard } from './lease-guard.ts';

const root = { name: 'root', groups: ['system:masters', 'system:authenticated'] };
const notes = '/api/v1/namespaces/default/configmaps';
const pods = '/api/v1/namespaces/default/pods';
const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases';
const lease = (holderIdentity: string, leaseTransitions: number): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'loop', namespace: 'kube-system' },
  spec: { holderIdentity, leaseTransitions, acquireTime: '2026-01-01T00:00:00.000000Z' },
});
const note = (name: string, data = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

type Writer = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) => Promise<unknown>;

const writer = (transport: ServerTransport): Writer => {
  return (method, path, body) =>
    transport.request({
      method,
      path,
      ...(body === undefined ? {} : { body }),
      ...(method === 'PATCH' ? { contentType: 'application/merge-patch+json' } : {}),
    });
};

async function leader(cluster: TestCluster): Promise<{ anyone: Writer; leading: Writer; held: Lease }> {
  const anyone = writer(cluster.server.transport(root));
  const held = (await anyone('POST', leases, lease('a', 0))) as Lease;
  return { anyone, held, leading: writer(cluster.server.transport(root, leaseGuard(held))) };
}

describe('a guarded writer', () => {
  it('writes while it holds the Lease, also after it renews it', async () => {
    await using cluster = await testCluster();
    const { anyone, leading, held } = await leader(cluster);
    await leading('POST', notes, note('one'));
    const renewed = { ...held, spec: { ...held.spec, renewTime: '2026-01-01T00:00:02.000000Z' } };
    await anyone('PUT', `${leases}/loop`, renewed);
    await Promise.all([leading('POST', notes, note('two')), leading('POST', notes, note('three'))]);
    await leading('DELETE', `${notes}/one`);
    const { body } = await cluster.call(`GET ${notes}`);
    expect(body).toMatchObject({ items: [{ metadata: { name: 'three' } }, { metadata: { name: 'two' } }] });
  });

  it.each([
    ['another holder has acquired it', lease('b', 1)],
    ['it was released', lease('', 0)],
    ['it has acquired it again, in another term', lease('a', 2)],
  ])('is refused every write once %s', async (_, next) => {
    await using cluster = await testCluster();
    const { anyone, leading, held } = await leader(cluster);
    await anyone('POST', notes, note('standing'));
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
    await anyone('POST', '/api/v1/namespaces/default/serviceaccounts', account);
    const spec = { containers: [{ name: 'c', image: 'i' }] };
    await anyone('POST', pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec });
    await anyone('PUT', `${leases}/loop`, { ...next, metadata: held.metadata ?? {} });
    const revision = await cluster.store.revision();
    const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'p' }, target: { kind: 'Node', name: 'n' } };
    const attempts = [
      leading('POST', notes, note('new')),
      leading('PUT', `${notes}/standing`, note('standing', { a: 'b' })),
      leading('PATCH', `${notes}/standing`, { data: { a: 'b' } }),
      leading('DELETE', `${notes}/standing`),
      leading('DELETE', notes),
      leading('POST', `${pods}/p/binding`, binding),
      leading('POST', `${pods}/p/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'p' } }),
    ];
    for (const attempt of attempts) await expect(attempt).rejects.toMatchObject({ reason: 'Conflict' });
    expect(await cluster.store.revision()).toBe(revision);
  });

  it('is refused if the Lease is deleted', async () => {
    await using cluster = await testCluster();
    const { anyone, leading } = await leader(cluster);
    await anyone('DELETE', `${leases}/loop`);
    await expect(leading('POST', notes, note('new'))).rejects.toMatchObject({ reason: 'Conflict' });
  });
});
