/**
 * The part of the table that does not depend on any Service: maps, hooks and the chains that they lead to. Names, hooks and
 * priorities follow kube-proxy's nftables mode.
 */
import { disjointCidrs } from './cidr-lists.ts';
import { hook, type MapDeclaration } from './ruleset.ts';

export interface RuleOptions {
  readonly family: 'ip' | 'ip6';
  /** Traffic to a Service from outside this range gets the node's source address, so that answers come back. */
  readonly podCidr: string;
  /** The ranges that cluster IPs come from. Traffic to an address in them that no Service has is dropped. */
  readonly serviceCidrs: readonly string[];
  /** The node's own address. Empty: not known. */
  readonly nodeIp: string;
}

/** A ruleset under construction. */
export interface Rules {
  readonly maps: Map<string, MapDeclaration>;
  readonly chains: Map<string, readonly string[]>;
  readonly elements: Map<string, Map<string, string>>;
}

/** The bit that marks a packet for masquerading, as upstream's `--iptables-masquerade-bit=14`. */
const masqueradeMark = '0x4000';

/** Before the destination is rewritten, as in `firewall-check`. */
const preDnat = '-110';
/** After it: an address of a Service that is still there then was not the destination of any rule. */
const postDnat = '0';

const at = (type: string, where: string, priority: string): string =>
  hook(`type ${type} hook ${where} priority ${priority} ;`);

/** New connections only: those that stand go on when their Service goes. */
const check = (...chains: readonly string[]): readonly string[] => chains.map((chain) => `ct state new jump ${chain}`);

const hooks = (): readonly (readonly [string, readonly string[]])[] => [
  ['filter-prerouting-pre-dnat', [at('filter', 'prerouting', preDnat), ...check('firewall-check')]],
  ['filter-output-pre-dnat', [at('filter', 'output', preDnat), ...check('firewall-check')]],
  ['filter-input', [at('filter', 'input', postDnat), ...check('nodeport-endpoints-check', 'service-endpoints-check')]],
  ['filter-forward', [at('filter', 'forward', postDnat), ...check('service-endpoints-check', 'cluster-ips-check')]],
  ['filter-output', [at('filter', 'output', postDnat), ...check('service-endpoints-check', 'cluster-ips-check')]],
  ['nat-prerouting', [at('nat', 'prerouting', 'dstnat'), 'jump services']],
  ['nat-output', [at('nat', 'output', '-100'), 'jump services']],
  ['nat-postrouting', [at('nat', 'postrouting', 'srcnat'), 'jump masquerading']],
];

/** Refuses other ports of cluster IPs, and drops what goes to addresses that no Service has: neither leaves the node. */
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
  const loopback = family === 'ip' ? '127.0.0.0/8' : '::1';
  const find = `${family} daddr . meta l4proto . th dport vmap`;
  const findNodePort = `fib daddr type local ${family} daddr != ${loopback} meta l4proto . th dport vmap`;
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
    chains: new Map<string, readonly string[]>([
      ['mark-for-masquerade', [`meta mark set meta mark or ${masqueradeMark}`]],
      [
        'masquerading',
        [
          `mark and ${masqueradeMark} == 0 return`,
          `meta mark set meta mark xor ${masqueradeMark}`,
          'masquerade fully-random',
        ],
      ],
      ['services', [`${find} @service-ips`, `${findNodePort} @service-nodeports`]],
      ['reject-chain', ['reject']],
      ['service-endpoints-check', [`${find} @no-endpoint-services`]],
      ['nodeport-endpoints-check', [`${findNodePort} @no-endpoint-nodeports`]],
      ['firewall-check', [`${find} @firewall-ips`]],
      ['cluster-ips-check', clusterIpsCheck(options)],
      ...hooks(),
    ]),
  };
}
