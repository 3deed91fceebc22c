/** The rules of Service ports, and the nft commands for a change. */
import { describe, expect, it } from 'vitest';
import { staleConntrackEntries } from './conntrack.ts';
import { changeCommands, replaceCommands } from './ruleset.ts';
import type { ServicePortInfo } from './service-ports.ts';
import { serviceRuleset } from './service-rules.ts';

const options = {
  family: 'ip',
  podCidr: '10.244.0.0/16',
  serviceCidrs: ['10.96.0.0/16'],
  nodeIp: '192.0.2.9',
} as const;

const port = (more: Partial<ServicePortInfo> = {}): ServicePortInfo => ({
  service: 'shop/web',
  portName: 'http',
  protocol: 'tcp',
  port: 80,
  nodePort: 0,
  clusterIp: '10.96.0.7',
  externalIps: [],
  loadBalancerVIPs: [],
  loadBalancerSourceRanges: undefined,
  hasAnyEndpoints: true,
  internalEndpoints: [{ ip: '10.244.0.5', port: 8080, isLocal: true }],
  externalEndpoints: [],
  externalPolicyLocal: false,
  stickyMaxAgeSeconds: 0,
  ...more,
});

const change = (before: readonly ServicePortInfo[], after: readonly ServicePortInfo[]): string[] =>
  changeCommands('ip t', serviceRuleset(before, options), serviceRuleset(after, options))
    .split('\n')
    .filter((line) => line !== '');

describe('changeCommands', () => {
  it('is empty when nothing changed', () => {
    expect(change([port()], [port()])).toEqual([]);
  });

  it('changes only the chains of the Service that changed', () => {
    const other = port({ service: 'shop/db', clusterIp: '10.96.0.9' });
    const lines = change(
      [port(), other],
      [
        port({ internalEndpoints: [...port().internalEndpoints, { ip: '10.244.0.6', port: 8080, isLocal: true }] }),
        other,
      ],
    );
    expect(lines.some((line) => line.includes('shop/db'))).toBe(false);
    expect(lines.filter((line) => line.startsWith('add chain'))).toHaveLength(1);
    expect(lines.some((line) => line.includes('numgen random mod 2'))).toBe(true);
  });

  it('adds chains before the rules that refer to them, and deletes elements before the chains they refer to', () => {
    const added = change([], [port()]);
    const first = (test: (line: string) => boolean): number => added.findIndex(test);
    expect(first((line) => line.startsWith('add chain'))).toBeLessThan(first((line) => line.startsWith('add rule')));
    const removed = change([port()], []);
    expect(removed[0]).toMatch(/^delete element ip t service-ips/);
    expect(removed.at(-1)).toMatch(/^delete chain/);
  });

  it('declares the hook of a base chain, and nothing for a regular chain', () => {
    const lines = replaceCommands('ip t', serviceRuleset([], options)).split('\n');
    expect(lines).toContain('add chain ip t nat-prerouting { type nat hook prerouting priority dstnat ; }');
    expect(lines).toContain('add chain ip t filter-output-pre-dnat { type filter hook output priority -110 ; }');
    expect(lines).toContain('add chain ip t services');
    expect(lines).toContain('add rule ip t nat-prerouting jump services');
  });
});

describe('serviceRuleset', () => {
  it('rejects traffic to a Service without endpoints', () => {
    const lines = change([], [port({ internalEndpoints: [], hasAnyEndpoints: false })]);
    expect(lines).toContain('add element ip t no-endpoint-services { 10.96.0.7 . tcp . 80 : goto reject-chain }');
    expect(lines).toContain('add element ip t cluster-ips { 10.96.0.7 }');
    expect(lines.some((line) => line.includes('@service-ips'))).toBe(false);
  });

  it('drops external traffic under a Local policy when only other nodes have endpoints', () => {
    const lines = change([], [port({ nodePort: 30080, externalPolicyLocal: true })]);
    expect(lines).toContain('add element ip t no-endpoint-nodeports { tcp . 30080 : drop }');
  });

  it('drops internal traffic under a Local policy when only other nodes have endpoints', () => {
    const lines = change([], [port({ internalEndpoints: [] })]);
    expect(lines).toContain('add element ip t no-endpoint-services { 10.96.0.7 . tcp . 80 : drop }');
  });

  it('rejects traffic to the external addresses of a Service without endpoints', () => {
    const none = { internalEndpoints: [], externalEndpoints: [], hasAnyEndpoints: false, nodePort: 30080 };
    const lines = change([], [port({ ...none, externalIps: ['198.51.100.1'], loadBalancerVIPs: ['203.0.113.1'] })]);
    expect(lines).toContain(
      'add element ip t no-endpoint-services { 10.96.0.7 . tcp . 80 : goto reject-chain, 198.51.100.1 . tcp . 80 : goto reject-chain, 203.0.113.1 . tcp . 80 : goto reject-chain }',
    );
    expect(lines).toContain('add element ip t no-endpoint-nodeports { tcp . 30080 : goto reject-chain }');
  });

  it('rejects other ports of cluster IPs and drops unused Service addresses, after DNAT', () => {
    const { chains } = serviceRuleset([port()], options);
    expect(chains.get('cluster-ips-check')?.rules).toEqual([
      'ip daddr @cluster-ips reject',
      'ip daddr { 10.96.0.0/16 } drop',
    ]);
    for (const where of ['forward', 'output']) {
      expect(chains.get(`filter-${where}`)).toEqual({
        hook: { type: 'filter', hook: where, priority: '0' },
        rules: ['ct state new jump service-endpoints-check', 'ct state new jump cluster-ips-check'],
      });
    }
    const unknown = serviceRuleset([port()], { ...options, serviceCidrs: [] });
    expect(unknown.chains.get('cluster-ips-check')?.rules).toEqual(['ip daddr @cluster-ips reject']);
  });

  it('keeps the cluster IP of a Service until its last port is deleted', () => {
    const https = port({ portName: 'https', port: 443 });
    expect(change([port(), https], [port()]).some((line) => line.includes('cluster-ips'))).toBe(false);
    expect(change([port(), https], [])).toContain('delete element ip t cluster-ips { 10.96.0.7 }');
  });

  it('replaceCommands deletes the table before it creates it', () => {
    expect(replaceCommands('ip t', serviceRuleset([], options)).split('\n').slice(0, 3)).toEqual([
      'add table ip t',
      'delete table ip t',
      'add table ip t',
    ]);
  });
});

describe('loadBalancerSourceRanges', () => {
  const balanced = (sourceRanges: readonly string[] | undefined, more: Partial<ServicePortInfo> = {}) => {
    const plan = port({
      loadBalancerVIPs: ['203.0.113.1'],
      loadBalancerSourceRanges: sourceRanges,
      externalEndpoints: port().internalEndpoints,
      ...more,
    });
    const { chains, elements } = serviceRuleset([plan], options);
    return {
      rules: [...chains].filter(([name]) => name.startsWith('firewall-') && name !== 'firewall-check')[0]?.[1].rules,
      addresses: [...(elements.get('firewall-ips')?.keys() ?? [])],
    };
  };
  it.each<[string, readonly string[], string]>([
    ['one range', ['10.0.0.0/8'], 'ip saddr != { 10.0.0.0/8 } drop'],
    [
      'nested and repeated ranges, with host bits and blanks',
      ['10.1.2.3/16', ' 10.0.0.0/8 ', '172.16.0.0/12', '172.16.0.0/12'],
      'ip saddr != { 10.0.0.0/8, 172.16.0.0/12 } drop',
    ],
    [
      'the node, which may connect from the address of the load balancer',
      ['192.0.2.0/24'],
      'ip saddr != { 192.0.2.0/24, 203.0.113.1/32 } drop',
    ],
    ['everyone', ['0.0.0.0/0'], 'ip saddr != { 0.0.0.0/0 } drop'],
    ['ranges of the other family only', ['fd00::/8'], 'drop'],
    ['text that is no range', ['10.0.0.1; flush ruleset'], 'drop'],
  ])('let in %s', (_, ranges, rule) => {
    expect(balanced(ranges)).toEqual({ rules: [rule], addresses: ['203.0.113.1 . tcp . 80'] });
  });

  it('restrict only the addresses of load balancers, and nothing when absent', () => {
    expect(balanced(undefined)).toEqual({ rules: undefined, addresses: [] });
    const outside = { loadBalancerVIPs: [], externalIps: ['198.51.100.1'], nodePort: 30080 };
    expect(balanced(['10.0.0.0/8'], outside)).toEqual({ rules: undefined, addresses: [] });
  });

  it('are checked before DNAT, for forwarded and for local packets', () => {
    const { chains } = serviceRuleset([], options);
    for (const where of ['prerouting', 'output'])
      expect(chains.get(`filter-${where}-pre-dnat`)).toEqual({
        hook: { type: 'filter', hook: where, priority: '-110' },
        rules: ['ct state new jump firewall-check'],
      });
    expect(chains.get('firewall-check')?.rules).toEqual(['ip daddr . meta l4proto . th dport vmap @firewall-ips']);
  });
});

describe('external addresses', () => {
  const victim = port({ service: 'kube-system/dns' });
  it.each([['externalIps'], ['loadBalancerVIPs']] as const)(
    'in %s do not take over the cluster IP of another Service',
    (field) => {
      const thief = port({
        service: 'shop/thief',
        clusterIp: '10.96.0.8',
        externalEndpoints: [{ ip: '10.244.0.66', port: 80, isLocal: true }],
        loadBalancerSourceRanges: ['192.0.2.0/24'],
        [field]: [victim.clusterIp],
      });
      const endless = port({ ...thief, externalEndpoints: [], hasAnyEndpoints: false });
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
    },
  );
});

describe('staleConntrackEntries', () => {
  const dns = port({ protocol: 'udp', port: 53, nodePort: 30053 });

  it('finds the UDP entries of a removed endpoint, by cluster IP and by node port', () => {
    expect(staleConntrackEntries([dns], [{ ...dns, internalEndpoints: [] }])).toEqual([
      { destinationIp: '10.96.0.7', endpointIp: '10.244.0.5', nodePort: 0 },
      { destinationIp: '', endpointIp: '10.244.0.5', nodePort: 30053 },
    ]);
  });

  it('ignores TCP and endpoints that remain', () => {
    expect(staleConntrackEntries([port()], [])).toEqual([]);
    expect(staleConntrackEntries([dns], [dns])).toEqual([]);
  });
});
