/** kubectl with a dual-stack cluster of simulated nodes: Services, ServiceCIDRs and IPAddresses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

const flags = ['--runtime', 'simulated', '--nodes', '1', '--service-cluster-ip-range'];
const cluster = new Cluster({ flags: [...flags, '10.96.0.0/24,fd00:10:96::/112'] });
const apply = (object: object) => cluster.tryKubectl(['apply', '-f', '-'], JSON.stringify(object));
const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
});

describe('a dual-stack cluster, through kubectl', () => {
  beforeAll(() => cluster.up());
  afterAll(() => cluster[Symbol.asyncDispose]());

  it('warns at the start that pods cannot reach IPv6 cluster IPs', () => {
    expect(cluster.output).toContain('IPv6 cluster IPs are allocated, but pods cannot reach them');
  });

  it('allocates both families, with a warning, and shows them', async () => {
    const { code, stderr } = await apply(service('web', { ipFamilyPolicy: 'RequireDualStack' }));
    expect(code).toBe(0);
    expect(stderr).toContain('spec.ipFamilies[1]: IPv6 is not implemented by kubets');
    const ips = (await cluster.kubectl('get', 'service', 'web', '-o', 'jsonpath={.spec.clusterIPs[*]}')).split(' ');
    expect(ips[0]).toMatch(/^10\.96\.0\./);
    expect(ips[1]).toMatch(/^fd00:10:96::/);
    expect(await cluster.kubectl('get', 'services', '-o', 'wide')).toMatch(
      new RegExp(`^web +ClusterIP +${ips[0]} +<none> +80/TCP +\\S+ +app=web$`, 'm'),
    );
    const addresses = await cluster.kubectl('get', 'ipaddresses');
    for (const ip of ips) expect(addresses).toMatch(new RegExp(`^${ip} +services/default/web$`, 'm'));
    await cluster.kubectl('patch', 'service', 'web', '-p', '{"spec":{"ipFamilyPolicy":"SingleStack"}}');
    expect(await cluster.kubectl('get', 'service', 'web', '-o', 'jsonpath={.spec.clusterIPs[*]}')).toBe(ips[0]);
    expect(await cluster.kubectl('get', 'ipaddresses')).not.toContain(ips[1]);
  });

  it('allocates from an additional ServiceCIDR, and keeps it while it is used', async () => {
    const more = { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name: 'more' } };
    const added = await apply({ ...more, spec: { cidrs: ['10.200.0.0/29'] } });
    expect([added.code, added.stderr]).toEqual([0, '']);
    expect((await apply(service('far', { clusterIP: '10.200.0.3' }))).code).toBe(0);
    await cluster.kubectl('wait', 'servicecidr/more', '--for=condition=Ready', '--timeout=20s');
    const table = await cluster.kubectl('get', 'servicecidrs');
    expect(table).toMatch(/^kubernetes +10\.96\.0\.0\/24,fd00:10:96::\/112 +\S+$/m);
    expect(table).toMatch(/^more +10\.200\.0\.0\/29 +\S+$/m);
    await cluster.kubectl('delete', 'servicecidr', 'more', '--wait=false');
    await cluster.kubectl('wait', 'servicecidr/more', '--for=condition=Ready=False', '--timeout=20s');
    expect(await cluster.kubectl('get', 'servicecidr', 'more', '-o', 'jsonpath={.status.conditions[0].reason}')).toBe(
      'Terminating',
    );
    await cluster.kubectl('delete', 'service', 'far');
    await eventually(
      async () => !/^more/m.test(await cluster.kubectl('get', 'servicecidrs')),
      'the deletion of the ServiceCIDR',
    );
  });
});
