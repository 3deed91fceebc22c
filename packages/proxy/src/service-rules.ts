/**
 * Service ports as nftables rules: verdict maps find the Service, its chain picks an endpoint at random (or by client
 * affinity), the endpoint's chain rewrites the destination. Names and shape follow kube-proxy's nftables mode.
 */
import { hook, type MapDeclaration, type Ruleset } from './ruleset.ts';
import type { ServicePortPlan, Target } from './service-ports.ts';

export interface RuleOptions {
  readonly family: 'ip' | 'ip6';
  /** Traffic to a Service from outside this range gets the node's source address, so that answers come back. */
  readonly podCidr: string;
}

/** The bit that marks a packet for masquerading, as upstream's `--iptables-masquerade-bit=14`. */
const masqueradeMark = '0x4000';

/** FNV-1a in 64 bits, in base 32: keeps names unique where their readable part is cut. */
function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(32).toUpperCase().padStart(13, '0').slice(0, 8);
}

function portId(port: ServicePortPlan): string {
  return `${port.service}/${port.protocol}/${port.portName}`;
}

function chainName(kind: string, port: ServicePortPlan, more = ''): string {
  const id = `${portId(port)}${more}`;
  return `${kind}-${shortHash(id)}-${id.replaceAll(/[^a-z0-9./-]/gi, '-').replace(/\/$/, '')}`;
}

interface Rules {
  readonly maps: Map<string, MapDeclaration>;
  readonly chains: Map<string, readonly string[]>;
  readonly elements: Map<string, Map<string, string>>;
}

function baseRules({ family }: RuleOptions): Rules {
  const address = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
  const byAddress = { kind: 'map', body: `type ${address} . inet_proto . inet_service : verdict` } as const;
  const byPort = { kind: 'map', body: 'type inet_proto . inet_service : verdict' } as const;
  const loopback = family === 'ip' ? '127.0.0.0/8' : '::1';
  const find = `${family} daddr . meta l4proto . th dport vmap`;
  const findNodePort = `fib daddr type local ${family} daddr != ${loopback} meta l4proto . th dport vmap`;
  const at = (type: string, where: string, priority: string): string =>
    hook(`type ${type} hook ${where} priority ${priority} ;`);
  return {
    maps: new Map<string, MapDeclaration>([
      ['service-ips', byAddress],
      ['service-nodeports', byPort],
      ['no-endpoint-services', byAddress],
      ['no-endpoint-nodeports', byPort],
    ]),
    elements: new Map(
      ['service-ips', 'service-nodeports', 'no-endpoint-services', 'no-endpoint-nodeports'].map((map) => [
        map,
        new Map(),
      ]),
    ),
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
      ['nat-prerouting', [at('nat', 'prerouting', 'dstnat'), 'jump services']],
      ['nat-output', [at('nat', 'output', '-100'), 'jump services']],
      ['nat-postrouting', [at('nat', 'postrouting', 'srcnat'), 'jump masquerading']],
      ['filter-prerouting', [at('filter', 'prerouting', '-110'), 'ct state new jump nodeport-endpoints-check']],
      ['filter-forward', [at('filter', 'forward', '-110'), 'ct state new jump service-endpoints-check']],
      ['filter-output', [at('filter', 'output', '-110'), 'ct state new jump service-endpoints-check']],
    ]),
  };
}

function affinitySet(port: ServicePortPlan, target: Target): string {
  return chainName('affinity', port, `__${target.ip}/${target.port}`);
}

function endpointChain(port: ServicePortPlan, target: Target): string {
  return chainName('endpoint', port, `__${target.ip}/${target.port}`);
}

function addEndpoint(rules: Rules, port: ServicePortPlan, target: Target, { family }: RuleOptions): void {
  const where = family === 'ip' ? `${target.ip}:${target.port}` : `[${target.ip}]:${target.port}`;
  const set = affinitySet(port, target);
  rules.chains.set(endpointChain(port, target), [
    // A pod that reaches itself through its Service must see the answer come back the same way.
    `${family} saddr ${target.ip} jump mark-for-masquerade`,
    ...(port.affinitySeconds > 0 ? [`update @${set} { ${family} saddr }`] : []),
    `meta l4proto ${port.protocol} dnat to ${where}`,
  ]);
  if (port.affinitySeconds > 0) {
    const address = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
    rules.maps.set(set, {
      kind: 'set',
      body: `type ${address} ; flags dynamic,timeout ; timeout ${port.affinitySeconds}s`,
    });
  }
}

/** First the endpoint this client had, then any at random. */
function balance(port: ServicePortPlan, targets: readonly Target[], { family }: RuleOptions): string[] {
  const sticky =
    port.affinitySeconds > 0
      ? targets.map((target) => `${family} saddr @${affinitySet(port, target)} goto ${endpointChain(port, target)}`)
      : [];
  const choices = targets.map((target, index) => `${index} : goto ${endpointChain(port, target)}`).join(', ');
  return [...sticky, `numgen random mod ${targets.length} vmap { ${choices} }`];
}

function addClusterIp(rules: Rules, port: ServicePortPlan, options: RuleOptions): void {
  const chain = chainName('service', port);
  const address = `${port.clusterIp} . ${port.protocol} . ${port.port}`;
  if (port.targets.length === 0) {
    rules.elements.get('no-endpoint-services')?.set(address, 'goto reject-chain');
    return;
  }
  const { family, podCidr } = options;
  rules.elements.get('service-ips')?.set(address, `goto ${chain}`);
  rules.chains.set(chain, [
    `${family} daddr ${port.clusterIp} ${port.protocol} dport ${port.port} ${family} saddr != ${podCidr} jump mark-for-masquerade`,
    ...balance(port, port.targets, options),
  ]);
}

/** Node ports and external addresses share one chain: it masquerades unless the policy keeps the client's address. */
function addExternal(rules: Rules, port: ServicePortPlan, options: RuleOptions): void {
  if (port.nodePort === 0 && port.externalIps.length === 0) return;
  const chain = chainName('external', port);
  const reachable = port.externalTargets.length > 0;
  const addresses = port.externalIps.map((ip) => `${ip} . ${port.protocol} . ${port.port}`);
  const verdict = reachable
    ? `goto ${chain}`
    : port.externalLocal && port.targets.length > 0
      ? 'drop'
      : 'goto reject-chain';
  const [byIp, byPort] = reachable
    ? ['service-ips', 'service-nodeports']
    : ['no-endpoint-services', 'no-endpoint-nodeports'];
  for (const address of addresses) rules.elements.get(byIp)?.set(address, verdict);
  if (port.nodePort !== 0) rules.elements.get(byPort)?.set(`${port.protocol} . ${port.nodePort}`, verdict);
  if (!reachable) return;
  rules.chains.set(chain, [
    ...(port.externalLocal ? [] : ['jump mark-for-masquerade']),
    ...balance(port, port.externalTargets, options),
  ]);
}

/** The whole table for these Service ports. */
export function serviceRuleset(ports: readonly ServicePortPlan[], options: RuleOptions): Ruleset {
  const rules = baseRules(options);
  for (const port of ports) {
    for (const target of new Set([...port.targets, ...port.externalTargets])) addEndpoint(rules, port, target, options);
    addClusterIp(rules, port, options);
    addExternal(rules, port, options);
  }
  return rules;
}
