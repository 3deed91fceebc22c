/** Which endpoints a Service port sends to. */
import type { Endpoint, EndpointSlice, Service } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { planServicePorts } from './service-ports.ts';

const service = (spec: Service['spec'] = {}, labels = {}): Service => ({
  metadata: { namespace: 'shop', name: 'web', labels },
  spec: {
    clusterIP: '10.96.0.7',
    clusterIPs: ['10.96.0.7'],
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    ...spec,
  },
});

const slice = (endpoints: readonly Endpoint[], more: Partial<EndpointSlice> = {}): EndpointSlice => ({
  metadata: { namespace: 'shop', name: 'web-x', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  endpoints,
  ...more,
});

const ready = (ip: string, nodeName = 'a'): Endpoint => ({ addresses: [ip], nodeName, conditions: { ready: true } });
const ending = (ip: string, serving: boolean): Endpoint => ({
  addresses: [ip],
  nodeName: 'a',
  conditions: { ready: false, serving, terminating: true },
});

const ips = (services: readonly Service[], slices: readonly EndpointSlice[]): readonly string[] =>
  planServicePorts(services, slices, 'a').flatMap((port) =>
    port.targets.map((target) => `${target.ip}:${target.port}`),
  );

describe('planServicePorts', () => {
  it('looks at each port of a slice a few times, however many there are', () => {
    const count = 1000;
    let reads = 0;
    const ports = Array.from({ length: count }, (_, index) => ({ name: `p${index}`, port: index + 1 }));
    const watched = ports.map(({ name, port }) => ({
      port,
      get name() {
        reads++;
        return name;
      },
    }));
    const plans = planServicePorts([service({ ports })], [slice([ready('10.1.0.1')], { ports: watched })], 'a');
    expect(plans.filter(({ targets }) => targets.length === 1)).toHaveLength(count);
    expect(reads).toBeLessThanOrEqual(2 * count);
  });

  it('sends to ready endpoints by port name, each address once, in a stable order', () => {
    expect(ips([service()], [slice([ready('10.1.0.2'), ready('10.1.0.1')]), slice([ready('10.1.0.1')])])).toEqual([
      '10.1.0.1:8080',
      '10.1.0.2:8080',
    ]);
    expect(ips([service()], [slice([ready('10.1.0.2')], { ports: [{ name: 'other', port: 1 }] })])).toEqual([]);
  });

  it('falls back to endpoints that end but still serve only when none is ready', () => {
    expect(ips([service()], [slice([ready('10.1.0.1'), ending('10.1.0.2', true)])])).toEqual(['10.1.0.1:8080']);
    expect(ips([service()], [slice([ending('10.1.0.2', true), ending('10.1.0.3', false)])])).toEqual(['10.1.0.2:8080']);
  });

  it('takes a missing ready condition as ready', () => {
    expect(ips([service()], [slice([{ addresses: ['10.1.0.4'] }])])).toEqual(['10.1.0.4:8080']);
  });

  it.each([
    ['headless', { clusterIP: 'None', clusterIPs: ['None'] }],
    ['without an address yet', { clusterIP: '', clusterIPs: [] }],
    ['ExternalName', { type: 'ExternalName' as const, clusterIP: '', clusterIPs: [] }],
    ['IPv6', { clusterIP: 'fd00::7', clusterIPs: ['fd00::7'] }],
  ])('makes no IPv4 rules for a Service that is %s', (_, spec) => {
    expect(planServicePorts([service(spec)], [], 'a')).toEqual([]);
  });

  it('leaves Services to another proxy when their label says so', () => {
    expect(planServicePorts([service({}, { 'service.kubernetes.io/service-proxy-name': 'x' })], [], 'a')).toEqual([]);
  });

  it('keeps traffic on the node where the policies say Local', () => {
    const slices = [slice([ready('10.1.0.1', 'a'), ready('10.2.0.1', 'b')])];
    const [port] = planServicePorts(
      [
        service({
          type: 'NodePort',
          externalTrafficPolicy: 'Local',
          ports: [{ name: 'http', port: 80, nodePort: 30080 }],
        }),
      ],
      slices,
      'a',
    );
    expect(port?.targets.map((each) => each.ip)).toEqual(['10.1.0.1', '10.2.0.1']);
    expect(port?.externalTargets.map((each) => each.ip)).toEqual(['10.1.0.1']);
    expect(port?.externalLocal).toBe(true);
    expect(planServicePorts([service({ internalTrafficPolicy: 'Local' })], slices, 'b')[0]?.targets).toEqual([
      { ip: '10.2.0.1', port: 8080, local: true },
    ]);
  });

  it('takes affinity, external addresses and node ports over', () => {
    const [port] = planServicePorts(
      [
        {
          ...service({
            type: 'LoadBalancer',
            sessionAffinity: 'ClientIP',
            sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
            externalIPs: ['198.51.100.1'],
            ports: [{ name: 'http', port: 80, nodePort: 30080, protocol: 'TCP' }],
          }),
          status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } },
        },
      ],
      [],
      'a',
    );
    expect(port).toMatchObject({
      affinitySeconds: 60,
      externalIps: ['198.51.100.1'],
      loadBalancerIps: ['203.0.113.1'],
      nodePort: 30080,
    });
  });

  it('takes source ranges over, and addresses of load balancers that deliver to them', () => {
    const [port] = planServicePorts(
      [
        {
          ...service({ type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8', 'fd00::/8'] }),
          status: {
            loadBalancer: {
              ingress: [
                { ip: '203.0.113.1', ipMode: 'VIP' },
                { ip: '203.0.113.2', ipMode: 'Proxy' },
                { ip: 'fd00::1' },
                { hostname: 'lb.example.com' },
              ],
            },
          },
        },
      ],
      [],
      'a',
    );
    expect(port).toMatchObject({ loadBalancerIps: ['203.0.113.1'], sourceRanges: ['10.0.0.0/8', 'fd00::/8'] });
    expect(planServicePorts([service()], [], 'a')[0]?.sourceRanges).toBeUndefined();
  });

  it.each([
    ['192.0.2.1', ['192.0.2.1']],
    ['255.255.255.255', ['255.255.255.255']],
    ['192.0.02.01', ['192.0.2.1']],
    ['fd00:0:0::1', []],
    ['::ffff:192.0.2.1', []],
    ['256.0.0.1', []],
    ['1.2.3', []],
    ['1.2.3.4.', []],
    ['1.2.3.4.5', []],
    ['192.0.2.1\n', []],
    ['', []],
  ])('reads the address %j as %j', (text, ips) => {
    expect(planServicePorts([service({ externalIPs: [text] })], [], 'a')[0]?.externalIps).toEqual(ips);
  });

  it('lets nothing into the rules that is no address', () => {
    const bad = '10.1.0.1 }; flush ruleset; #';
    const [port] = planServicePorts(
      [{ ...service({ externalIPs: [bad] }), status: { loadBalancer: { ingress: [{ ip: bad }] } } }],
      [slice([ready(bad)])],
      'a',
    );
    expect(port).toMatchObject({ externalIps: [], loadBalancerIps: [], targets: [], hasEndpoints: false });
    expect(planServicePorts([service({ clusterIP: bad, clusterIPs: [bad] })], [], 'a')).toEqual([]);
  });

  it('tells whether any node has an endpoint', () => {
    const remote = [slice([ready('10.2.0.1', 'b')])];
    const [local] = planServicePorts([service({ internalTrafficPolicy: 'Local' })], remote, 'a');
    expect([local?.targets, local?.hasEndpoints]).toEqual([[], true]);
    expect(planServicePorts([service()], [], 'a')[0]?.hasEndpoints).toBe(false);
  });
});
