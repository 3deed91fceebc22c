/** The endpoints of Service ports. */
import type { Endpoint, EndpointSlice, Service } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { buildServicePorts } from './service-ports.ts';

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
  buildServicePorts(services, slices, 'a').flatMap((port) =>
    port.internalEndpoints.map((target) => `${target.ip}:${target.port}`),
  );

describe('buildServicePorts', () => {
  it('reads each port of a slice a constant number of times, however many there are', () => {
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
    const plans = buildServicePorts([service({ ports })], [slice([ready('10.1.0.1')], { ports: watched })], 'a');
    expect(plans.filter(({ internalEndpoints }) => internalEndpoints.length === 1)).toHaveLength(count);
    expect(reads).toBeLessThanOrEqual(2 * count);
  });

  it('selects ready endpoints by port name, each address once, in a stable order', () => {
    expect(ips([service()], [slice([ready('10.1.0.2'), ready('10.1.0.1')]), slice([ready('10.1.0.1')])])).toEqual([
      '10.1.0.1:8080',
      '10.1.0.2:8080',
    ]);
    expect(ips([service()], [slice([ready('10.1.0.2')], { ports: [{ name: 'other', port: 1 }] })])).toEqual([]);
  });

  it('selects terminating endpoints that still serve only if none is ready', () => {
    expect(ips([service()], [slice([ready('10.1.0.1'), ending('10.1.0.2', true)])])).toEqual(['10.1.0.1:8080']);
    expect(ips([service()], [slice([ending('10.1.0.2', true), ending('10.1.0.3', false)])])).toEqual(['10.1.0.2:8080']);
  });

  it('treats a missing ready condition as ready', () => {
    expect(ips([service()], [slice([{ addresses: ['10.1.0.4'] }])])).toEqual(['10.1.0.4:8080']);
  });

  it.each([
    ['headless', { clusterIP: 'None', clusterIPs: ['None'] }],
    ['without an address yet', { clusterIP: '', clusterIPs: [] }],
    ['ExternalName', { type: 'ExternalName' as const, clusterIP: '', clusterIPs: [] }],
    ['IPv6', { clusterIP: 'fd00::7', clusterIPs: ['fd00::7'] }],
  ])('has no IPv4 ports for a Service that is %s', (_, spec) => {
    expect(buildServicePorts([service(spec)], [], 'a')).toEqual([]);
  });

  it('ignores Services whose label assigns them to another proxy', () => {
    expect(buildServicePorts([service({}, { 'service.kubernetes.io/service-proxy-name': 'x' })], [], 'a')).toEqual([]);
  });

  it('selects endpoints of the node for the traffic policy Local', () => {
    const slices = [slice([ready('10.1.0.1', 'a'), ready('10.2.0.1', 'b')])];
    const [port] = buildServicePorts(
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
    expect(port?.internalEndpoints.map((each) => each.ip)).toEqual(['10.1.0.1', '10.2.0.1']);
    expect(port?.externalEndpoints.map((each) => each.ip)).toEqual(['10.1.0.1']);
    expect(port?.externalPolicyLocal).toBe(true);
    expect(buildServicePorts([service({ internalTrafficPolicy: 'Local' })], slices, 'b')[0]?.internalEndpoints).toEqual(
      [{ ip: '10.2.0.1', port: 8080, isLocal: true }],
    );
  });

  it('includes session affinity, external addresses and node ports', () => {
    const [port] = buildServicePorts(
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
      stickyMaxAgeSeconds: 60,
      externalIps: ['198.51.100.1'],
      loadBalancerVIPs: ['203.0.113.1'],
      nodePort: 30080,
    });
  });

  it('includes source ranges, and load balancer addresses in mode VIP', () => {
    const [port] = buildServicePorts(
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
    expect(port).toMatchObject({
      loadBalancerVIPs: ['203.0.113.1'],
      loadBalancerSourceRanges: ['10.0.0.0/8', 'fd00::/8'],
    });
    expect(buildServicePorts([service()], [], 'a')[0]?.loadBalancerSourceRanges).toBeUndefined();
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
  ])('parses the address %j as %j', (text, ips) => {
    expect(buildServicePorts([service({ externalIPs: [text] })], [], 'a')[0]?.externalIps).toEqual(ips);
  });

  it('excludes everything that is not an address', () => {
    const bad = '10.1.0.1 }; flush ruleset; #';
    const [port] = buildServicePorts(
      [{ ...service({ externalIPs: [bad] }), status: { loadBalancer: { ingress: [{ ip: bad }] } } }],
      [slice([ready(bad)])],
      'a',
    );
    expect(port).toMatchObject({
      externalIps: [],
      loadBalancerVIPs: [],
      internalEndpoints: [],
      hasAnyEndpoints: false,
    });
    expect(buildServicePorts([service({ clusterIP: bad, clusterIPs: [bad] })], [], 'a')).toEqual([]);
  });

  it('reports whether any node has an endpoint', () => {
    const remote = [slice([ready('10.2.0.1', 'b')])];
    const [local] = buildServicePorts([service({ internalTrafficPolicy: 'Local' })], remote, 'a');
    expect([local?.internalEndpoints, local?.hasAnyEndpoints]).toEqual([[], true]);
    expect(buildServicePorts([service()], [], 'a')[0]?.hasAnyEndpoints).toBe(false);
  });
});
