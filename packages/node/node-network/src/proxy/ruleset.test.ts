/** What a change of Services writes, and that nothing is written where nothing changed. */
import { describe, expect, it } from 'vitest';
import { changeCommands, replaceCommands } from './ruleset.ts';
import type { ServicePortPlan } from './service-ports.ts';
import { serviceRuleset } from './service-rules.ts';
import { staleFlows } from './stale-flows.ts';

const options = {
  family: 'ip',
  podCidr: '10.244.0.0/16',
  serviceCidrs: ['10.96.0.0/16'],
  nodeIp: '192.0.2.9',
} as const;

const port = (more: Partial<ServicePortPlan> = {}): ServicePortPlan => ({
  service: 'shop/web',
  portName: 'http',
  protocol: 'tcp',
  port: 80,
  nodePort: 0,
  clusterIp: '10.96.0.7',
  externalIps: [],
  loadBalancerIps: [],
  sourceRanges: undefined,
  hasEndpoints: true,
  targets: [{ ip: '10.244.0.5', port: 8080, local: true }],
  externalTargets: [],
  externalLocal: false,
  affinitySeconds: 0,
  ...more,
});

const change = (before: readonly ServicePortPlan[], after: readonly ServicePortPlan[]): string[] =>
  changeCommands('ip t', serviceRuleset(before, options), serviceRuleset(after, options))
    .split('\n')
    .filter((line) => line !== '');

describe('changeCommands', () => {
  it('writes nothing when nothing changed', () => {
    expect(change([port()], [port()])).toEqual([]);
  });

  it('touches only the Service that changed', () => {
    const other = port({ service: 'shop/db', clusterIp: '10.96.0.9' });
    const lines = change(
      [port(), other],
      [port({ targets: [...port().targets, { ip: '10.244.0.6', port: 8080, local: true }] }), other],
    );
    expect(lines.some((line) => line.includes('shop/db'))).toBe(false);
    expect(lines.filter((line) => line.startsWith('add chain'))).toHaveLength(1);
    expect(lines.some((line) => line.includes('numgen random mod 2'))).toBe(true);
  });

  it('declares chains before rules name them, and removes elements before the chains they name', () => {
    const added = change([], [port()]);
    const first = (test: (line: string) => boolean): number => added.findIndex(test);
    expect(first((line) => line.startsWith('add chain'))).toBeLessThan(first((line) => line.startsWith('add rule')));
    const removed = change([port()], []);
    expect(removed[0]).toMatch(/^delete element ip t service-ips/);
    expect(removed.at(-1)).toMatch(/^delete chain/);
  });

  it('rejects at once where a Service has no endpoint', () => {
    const lines = change([], [port({ targets: [], hasEndpoints: false })]);
    expect(lines).toContain('add element ip t no-endpoint-services { 10.96.0.7 . tcp . 80 : goto reject-chain }');
    expect(lines).toContain('add element ip t cluster-ips { 10.96.0.7 }');
    expect(lines.some((line) => line.includes('@service-ips'))).toBe(false);
  });

  it('drops external traffic under a Local policy when only other nodes have endpoints', () => {
    const lines = change([], [port({ nodePort: 30080, externalLocal: true })]);
    expect(lines).toContain('add element ip t no-endpoint-nodeports { tcp . 30080 : drop }');
  });

  it('drops internal traffic under a Local policy when only other nodes have endpoints', () => {
    const lines = change([], [port({ targets: [] })]);
    expect(lines).toContain('add element ip t no-endpoint-services { 10.96.0.7 . tcp . 80 : drop }');
  });

  it('rejects at external addresses too where a Service has no endpoint', () => {
    const none = { targets: [], externalTargets: [], hasEndpoints: false, nodePort: 30080 };
    const lines = change([], [port({ ...none, externalIps: ['198.51.100.1'], loadBalancerIps: ['203.0.113.1'] })]);
    expect(lines).toContain(
      'add element ip t no-endpoint-services { 10.96.0.7 . tcp . 80 : goto reject-chain, 198.51.100.1 . tcp . 80 : goto reject-chain, 203.0.113.1 . tcp . 80 : goto reject-chain }',
    );
    expect(lines).toContain('add element ip t no-endpoint-nodeports { tcp . 30080 : goto reject-chain }');
  });

  it('refuses other ports of cluster IPs and drops the rest of the Service ranges, behind the rewriting of addresses', () => {
    const { chains } = serviceRuleset([port()], options);
    expect(chains.get('cluster-ips-check')).toEqual(['ip daddr @cluster-ips reject', 'ip daddr { 10.96.0.0/16 } drop']);
    for (const where of ['forward', 'output']) {
      expect(chains.get(`filter-${where}`)).toEqual([
        `@type filter hook ${where} priority 0 ;`,
        'ct state new jump service-endpoints-check',
        'ct state new jump cluster-ips-check',
      ]);
    }
    const unknown = serviceRuleset([port()], { ...options, serviceCidrs: [] });
    expect(unknown.chains.get('cluster-ips-check')).toEqual(['ip daddr @cluster-ips reject']);
  });

  it('has one cluster IP for all ports of a Service, as long as one of them is there', () => {
    const https = port({ portName: 'https', port: 443 });
    expect(change([port(), https], [port()]).some((line) => line.includes('cluster-ips'))).toBe(false);
    expect(change([port(), https], [])).toContain('delete element ip t cluster-ips { 10.96.0.7 }');
  });

  it('starts a table from nothing whatever stood there', () => {
    expect(replaceCommands('ip t', serviceRuleset([], options)).split('\n').slice(0, 3)).toEqual([
      'add table ip t',
      'delete table ip t',
      'add table ip t',
    ]);
  });
});

describe('loadBalancerSourceRanges', () => {
  const balanced = (sourceRanges: readonly string[] | undefined, more: Partial<ServicePortPlan> = {}) => {
    const plan = port({ loadBalancerIps: ['203.0.113.1'], sourceRanges, externalTargets: port().targets, ...more });
    const { chains, elements } = serviceRuleset([plan], options);
    return {
      rules: [...chains].filter(([name]) => name.startsWith('firewall-') && name !== 'firewall-check')[0]?.[1],
      addresses: [...(elements.get('firewall-ips')?.keys() ?? [])],
    };
  };
  it.each<[string, readonly string[], string]>([
    ['one range', ['10.0.0.0/8'], 'ip saddr != { 10.0.0.0/8 } drop'],
    [
      'ranges within others, twice, with bits beyond the prefix and with blanks',
      ['10.1.2.3/16', ' 10.0.0.0/8 ', '172.16.0.0/12', '172.16.0.0/12'],
      'ip saddr != { 10.0.0.0/8, 172.16.0.0/12 } drop',
    ],
    [
      'the node itself, which may connect from the address of the load balancer',
      ['192.0.2.0/24'],
      'ip saddr != { 192.0.2.0/24, 203.0.113.1/32 } drop',
    ],
    ['everybody', ['0.0.0.0/0'], 'ip saddr != { 0.0.0.0/0 } drop'],
    ['ranges of the other family only', ['fd00::/8'], 'drop'],
    ['what is no range', ['10.0.0.1; flush ruleset'], 'drop'],
  ])('lets in %s', (_, ranges, rule) => {
    expect(balanced(ranges)).toEqual({ rules: [rule], addresses: ['203.0.113.1 . tcp . 80'] });
  });

  it('limit nothing where there are none, and nothing but the addresses of load balancers', () => {
    expect(balanced(undefined)).toEqual({ rules: undefined, addresses: [] });
    const outside = { loadBalancerIps: [], externalIps: ['198.51.100.1'], nodePort: 30080 };
    expect(balanced(['10.0.0.0/8'], outside)).toEqual({ rules: undefined, addresses: [] });
  });

  it('are checked before the destination is rewritten, for packets that pass and for those of the node', () => {
    const { chains } = serviceRuleset([], options);
    for (const where of ['prerouting', 'output'])
      expect(chains.get(`filter-${where}-pre-dnat`)).toEqual([
        `@type filter hook ${where} priority -110 ;`,
        'ct state new jump firewall-check',
      ]);
    expect(chains.get('firewall-check')).toEqual(['ip daddr . meta l4proto . th dport vmap @firewall-ips']);
  });
});

describe('external addresses', () => {
  const victim = port({ service: 'kube-system/dns' });
  it.each([['externalIps'], ['loadBalancerIps']] as const)('take over no cluster IP: %s', (field) => {
    const thief = port({
      service: 'shop/thief',
      clusterIp: '10.96.0.8',
      externalTargets: [{ ip: '10.244.0.66', port: 80, local: true }],
      sourceRanges: ['192.0.2.0/24'],
      [field]: [victim.clusterIp],
    });
    const endless = port({ ...thief, externalTargets: [], hasEndpoints: false });
    for (const ports of [
      [victim, thief],
      [thief, victim],
      [victim, endless],
    ]) {
      const { elements } = serviceRuleset(ports, options);
      expect(elements.get('service-ips')?.get('10.96.0.7 . tcp . 80')).toMatch(/^goto service-.*kube-system\/dns/);
      expect(elements.get('no-endpoint-services')?.has('10.96.0.7 . tcp . 80')).toBe(false);
      expect(elements.get('firewall-ips')?.size).toBe(0);
    }
  });
});

describe('staleFlows', () => {
  const dns = port({ protocol: 'udp', port: 53, nodePort: 30053 });

  it('forgets UDP flows to an endpoint that is gone, by cluster IP and by node port', () => {
    expect(staleFlows([dns], [{ ...dns, targets: [] }])).toEqual([
      { clientIp: '10.96.0.7', endpointIp: '10.244.0.5', nodePort: 0 },
      { clientIp: '', endpointIp: '10.244.0.5', nodePort: 30053 },
    ]);
  });

  it('leaves TCP, and endpoints that stay, alone', () => {
    expect(staleFlows([port()], [])).toEqual([]);
    expect(staleFlows([dns], [dns])).toEqual([]);
  });
});
