/** Cluster IPs and node ports are allocated once and released. */
import type { Service } from '@kubets/api';
import { seededRandom } from '@kubets/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../cluster-testing.ts';
import { pickFree } from './number-range.ts';

let cluster: TestCluster;
const path = '/api/v1/namespaces/default/services';
const bootstrap = { advertiseAddress: '192.0.2.1', port: 6443, serviceCidr: '10.96.0.0/28' };
beforeEach(async () => {
  cluster = await testCluster({
    bootstrap,
    nodePorts: { first: 30_000, last: 30_003 },
  });
});
afterEach(() => cluster[Symbol.asyncDispose]());

let next = 0;
async function create(
  spec: object = {},
  query = '',
): Promise<{ code: number; service: Service; message: string | undefined }> {
  const { code, body } = await cluster.call(`POST ${path}${query}`, {
    metadata: { name: `s${next++}` },
    spec: { ports: [{ port: 80 }], ...spec },
  });
  return { code, service: body as unknown as Service, message: body.message };
}
const update = (service: Service, spec: object) =>
  cluster.call(`PUT ${path}/${service.metadata?.name}`, { ...service, spec: { ...service.spec, ...spec } });

describe('cluster IPs', () => {
  it('are each allocated once until the range is full, even by concurrent requests', async () => {
    const made = await Promise.all(Array.from({ length: 13 }, () => create()));
    const ips = new Set(made.map(({ service }) => service.spec?.clusterIP));
    expect(ips.size).toBe(13);
    expect(ips.has('10.96.0.1')).toBe(false);
    const full = await create();
    expect([full.code, full.message]).toEqual([
      500,
      'Internal error occurred: failed to allocate a serviceIP: range is full',
    ]);
  });

  it('are released when the Service is deleted, is not written, or was a dry run', async () => {
    const { service } = await create({ clusterIP: '10.96.0.5' });
    const taken = await create({ clusterIP: '10.96.0.5' });
    expect([taken.code, taken.message]).toEqual([
      422,
      `Service "${`s${next - 1}`}" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.5"]: failed to allocate IP 10.96.0.5: provided IP is already allocated`,
    ]);
    await cluster.call(`DELETE ${path}/${service.metadata?.name}`);
    await create({ clusterIP: '10.96.0.5' }, '?dryRun=All');
    expect((await create({ clusterIP: '10.96.0.5' })).code).toBe(201);
  });

  it('outside the range are refused, and headless Services have none', async () => {
    expect((await create({ clusterIP: '10.97.0.1' })).message).toContain(
      'failed to allocate IP 10.97.0.1: the provided network does not match the current range',
    );
    const headless = (await create({ clusterIP: 'None', selector: { a: 'b' } })).service.spec;
    expect(headless).toMatchObject({
      clusterIP: 'None',
      clusterIPs: ['None'],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    });
    expect((await create({ type: 'ExternalName', externalName: 'x.y' })).service.spec?.clusterIP).toBeUndefined();
  });

  it('are kept by updates that omit them, and never change', async () => {
    const { service } = await create();
    const { clusterIP, clusterIPs: _, ...spec } = service.spec ?? {};
    const kept = await cluster.call(`PUT ${path}/${service.metadata?.name}`, {
      ...service,
      spec: { ...spec, sessionAffinity: 'ClientIP' },
    });
    expect(kept.body).toMatchObject({ spec: { clusterIP, sessionAffinity: 'ClientIP' } });
    const moved = await update(kept.body as unknown as Service, { clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'] });
    expect(moved.body.message).toContain('may not change once set');
    const external = await update(kept.body as unknown as Service, {
      type: 'ExternalName',
      externalName: 'x.y',
      clusterIP: '',
      clusterIPs: [],
    });
    expect((external.body as unknown as Service).spec?.clusterIP).toBeUndefined();
    expect((await create({ clusterIP })).code).toBe(201);
  });

  it('of a second family are refused', async () => {
    expect((await create({ ipFamilyPolicy: 'RequireDualStack' })).message).toContain(
      'this cluster is not configured for dual-stack services',
    );
    expect((await create({ ipFamilies: ['IPv6'] })).message).toContain('not configured on this cluster');
  });

  it('are known after a restart', async () => {
    const { service } = await create({ clusterIP: '10.96.0.7' });
    const again = await testCluster({
      store: cluster.store,
      bootstrap: { advertiseAddress: '192.0.2.1', port: 6443, serviceCidr: '10.96.0.0/28' },
    });
    const { body } = await again.call(`POST ${path}`, {
      metadata: { name: 'late' },
      spec: { clusterIP: service.spec?.clusterIP, ports: [{ port: 80 }] },
    });
    expect(body.message).toContain('provided IP is already allocated');
    await again.close();
  });
});

describe('node ports', () => {
  it('are allocated, kept, shared by protocols of one Service, and released', async () => {
    const ports = [
      { name: 't', port: 53, protocol: 'TCP', nodePort: 30_001 },
      { name: 'u', port: 53, protocol: 'UDP', nodePort: 30_001 },
    ];
    const { code, service } = await create({ type: 'NodePort', ports });
    expect(code).toBe(201);
    expect(service.spec?.externalTrafficPolicy).toBe('Cluster');
    expect((await create({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_001 }] })).message).toContain(
      'spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated',
    );
    const cluster2 = await update(service, { type: 'ClusterIP', externalTrafficPolicy: undefined });
    expect((cluster2.body as unknown as Service).spec?.ports?.[0]?.nodePort).toBeUndefined();
    expect((await create({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_001 }] })).code).toBe(201);
  });

  it('are not released by the spec in a status update', async () => {
    const { service } = await create({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_001 }] });
    const claim = { ...service, spec: { ...service.spec, type: 'ClusterIP', ports: [{ port: 81 }] } };
    expect((await cluster.call(`PUT ${path}/${service.metadata?.name}/status`, claim)).code).toBe(200);
    expect((await create({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_001 }] })).code).toBe(422);
  });

  it('for health checks are exclusive', async () => {
    const spec = { type: 'LoadBalancer', externalTrafficPolicy: 'Local' };
    const ports = [{ port: 80, nodePort: 30_001 }];
    const both = await create({ ...spec, ports, healthCheckNodePort: 30_001 });
    expect(both.message).toContain(
      'spec.healthCheckNodePort: Invalid value: 30001: provided port is already allocated',
    );
    const { service } = await create({ ...spec, ports, healthCheckNodePort: 30_002 });
    expect(service.spec?.healthCheckNodePort).toBe(30_002);
    expect((await create({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_002 }] })).code).toBe(422);
    const local = await update(service, { externalTrafficPolicy: 'Cluster', healthCheckNodePort: undefined });
    expect(local.code).toBe(200);
    expect((await create({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_002 }] })).code).toBe(201);
  });

  it('outside the range, or if none is left, are refused', async () => {
    expect((await create({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] })).message).toContain(
      'provided port is not in the valid range. The range of valid ports is 30000-30003',
    );
    for (let i = 0; i < 4; i++) expect((await create({ type: 'NodePort' })).code).toBe(201);
    expect((await create({ type: 'NodePort' })).message).toContain('range is full');
  });

  it('of a Service that is refused are free again', async () => {
    const bad = [
      { name: 'a', port: 1, nodePort: 30_002 },
      { name: 'b', port: 2, nodePort: 99 },
    ];
    expect((await create({ type: 'NodePort', ports: bad })).code).toBe(422);
    expect((await create({ type: 'NodePort', ports: [{ port: 1, nodePort: 30_002 }] })).code).toBe(201);
  });
});

describe('a number range', () => {
  it('uses the reserved part last', () => {
    const random = seededRandom(1);
    const taken = new Set<number>();
    const draw = (): number | undefined => {
      const number = pickFree({ first: 0, last: 9, reserved: 4 }, random, (each) => taken.has(each));
      if (number !== undefined) taken.add(number);
      return number;
    };
    const drawn = Array.from({ length: 10 }, draw);
    expect(drawn.slice(0, 6).every((number) => (number ?? 0) >= 4)).toBe(true);
    expect(new Set(drawn).size).toBe(10);
    expect(draw()).toBeUndefined();
  });
});
