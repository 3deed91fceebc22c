/**
 * The part of the table that does not depend on Services: maps, base chains and the chains they jump to. Names, hooks and
 * priorities follow kube-proxy's nftables mode.
 */
import { disjointCidrs } from './cidr-lists.ts';
import type { Chain, Hook, MapDeclaration } from './ruleset.ts';

export interface RuleOptions {
  readonly family: 'ip' | 'ip6';
  /** Traffic to a Service from outside this range is masqueraded, so that replies return through the node. */
  readonly podCidr: string;
  /** The ranges that cluster IPs come from. Traffic to an address in them that no Service has is dropped. */
  readonly serviceCidrs: readonly string[];
  /** The node's own address; empty when unknown. */
  readonly nodeIp: string;
}

/** A ruleset under construction. */
export interface Rules {
  readonly maps: Map<string, MapDeclaration>;
  readonly chains: Map<string, Chain>;
  readonly elements: Map<string, Map<string, string>>;
}

/** Marks a packet for masquerading, as upstream's `--iptables-masquerade-bit=14`. */
const masqueradeMark = '0x4000';

/** Before the destination is rewritten. */
const preDnat = '-110';
/** After it: a packet whose destination is still a Service address matched no Service rule. */
const postDnat = '0';

/** Checks apply to new connections only: established connections continue when their Service is deleted. */
const check = (...chains: readonly string[]): readonly string[] => chains.map((chain) => `ct state new jump ${chain}`);

const filter = (hook: Hook['hook'], priority: string, ...chains: readonly string[]): Chain => ({
  hook: { type: 'filter', hook, priority },
  rules: check(...chains),
});

const nat = (hook: Hook['hook'], priority: string, chain: string): Chain => ({
  hook: { type: 'nat', hook, priority },
  rules: [`jump ${chain}`],
});

const baseChains = (): readonly (readonly [string, Chain])[] => [
  ['filter-prerouting-pre-dnat', filter('prerouting', preDnat, 'firewall-check')],
  ['filter-output-pre-dnat', filter('output', preDnat, 'firewall-check')],
  ['filter-input', filter('input', postDnat, 'nodeport-endpoints-check', 'service-endpoints-check')],
  ['filter-forward', filter('forward', postDnat, 'service-endpoints-check', 'cluster-ips-check')],
  ['filter-output', filter('output', postDnat, 'service-endpoints-check', 'cluster-ips-check')],
  ['nat-prerouting', nat('prerouting', 'dstnat', 'services')],
  ['nat-output', nat('output', '-100', 'services')],
  ['nat-postrouting', nat('postrouting', 'srcnat', 'masquerading')],
];

/**
 * Rejects packets to other ports of cluster IPs, and drops packets to addresses in the Service ranges that no Service has: neither
 * may leave the node.
 */
function clusterIpsCheck({ family, serviceCidrs }: RuleOptions): readonly string[] {
  const ranges = disjointCidrs(serviceCidrs, family);
  return [
    `${family} daddr @cluster-ips reject`,
    ...(ranges.length === 0 ? [] : [`${family} daddr { ${ranges.join(', ')} } drop`]),
  ];
}

export function baseRules(options: RuleOptions): Rules {
  const { family } = options;
  const address = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
  const byAddress = { kind: 'map', body: `type ${address} . inet_proto . inet_service : verdict` } as const;
  const byPort = { kind: 'map', body: 'type inet_proto . inet_service : verdict' } as const;
  const maps = new Map<string, MapDeclaration>([
    ['service-ips', byAddress],
    ['service-nodeports', byPort],
    ['no-endpoint-services', byAddress],
    ['no-endpoint-nodeports', byPort],
    ['firewall-ips', byAddress],
    ['cluster-ips', { kind: 'set', body: `type ${address}` }],
  ]);
  return {
    maps,
    elements: new Map(Array.from(maps.keys(), (name) => [name, new Map<string, string>()])),
    chains: new Map([...regularChains(options), ...baseChains()]),
  };
}

function regularChains(options: RuleOptions): readonly (readonly [string, Chain])[] {
  const { family } = options;
  const loopback = family === 'ip' ? '127.0.0.0/8' : '::1';
  const find = `${family} daddr . meta l4proto . th dport vmap`;
  const findNodePort = `fib daddr type local ${family} daddr != ${loopback} meta l4proto . th dport vmap`;
  const masquerading = [
    `mark and ${masqueradeMark} == 0 return`,
    `meta mark set meta mark xor ${masqueradeMark}`,
    'masquerade fully-random',
  ];
  return [
    ['mark-for-masquerade', { rules: [`meta mark set meta mark or ${masqueradeMark}`] }],
    ['masquerading', { rules: masquerading }],
    ['services', { rules: [`${find} @service-ips`, `${findNodePort} @service-nodeports`] }],
    ['reject-chain', { rules: ['reject'] }],
    ['service-endpoints-check', { rules: [`${find} @no-endpoint-services`] }],
    ['nodeport-endpoints-check', { rules: [`${findNodePort} @no-endpoint-nodeports`] }],
    ['firewall-check', { rules: [`${find} @firewall-ips`] }],
    ['cluster-ips-check', { rules: clusterIpsCheck(options) }],
  ];
}
