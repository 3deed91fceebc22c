/**
 * Service ports as nftables rules: verdict maps find the Service, its chain picks an endpoint at random (or by client
 * affinity), the endpoint's chain rewrites the destination. Names and shape follow kube-proxy's nftables mode.
 */
import { baseRules, type RuleOptions, type Rules } from './base-rules.ts';
import { allowedSources } from './cidr-lists.ts';
import { chainName } from './rule-names.ts';
import type { Ruleset } from './ruleset.ts';
import type { ServicePortPlan, Target } from './service-ports.ts';

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

/** The verdict for a port without an endpoint to send to: refused where there is none at all, dropped by a Local policy. */
const withoutTarget = (port: ServicePortPlan): string => (port.hasEndpoints ? 'drop' : 'goto reject-chain');

function addClusterIp(rules: Rules, port: ServicePortPlan, options: RuleOptions): void {
  const chain = chainName('service', port);
  const address = `${port.clusterIp} . ${port.protocol} . ${port.port}`;
  rules.elements.get('cluster-ips')?.set(port.clusterIp, '');
  if (port.targets.length === 0) {
    rules.elements.get('no-endpoint-services')?.set(address, withoutTarget(port));
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
  const externalIps = [...port.externalIps, ...port.loadBalancerIps];
  if (port.nodePort === 0 && externalIps.length === 0) return;
  const chain = chainName('external', port);
  const reachable = port.externalTargets.length > 0;
  const verdict = reachable ? `goto ${chain}` : withoutTarget(port);
  const [byIp, byPort] = reachable
    ? ['service-ips', 'service-nodeports']
    : ['no-endpoint-services', 'no-endpoint-nodeports'];
  // What leads to a cluster IP is decided by its own Service: nobody takes it over by naming it as an external address.
  for (const ip of externalIps)
    if (!rules.elements.get('cluster-ips')?.has(ip))
      rules.elements.get(byIp)?.set(`${ip} . ${port.protocol} . ${port.port}`, verdict);
  if (port.nodePort !== 0) rules.elements.get(byPort)?.set(`${port.protocol} . ${port.nodePort}`, verdict);
  if (!reachable) return;
  rules.chains.set(chain, [
    ...(port.externalLocal ? [] : ['jump mark-for-masquerade']),
    ...balance(port, port.externalTargets, options),
  ]);
}

/** `loadBalancerSourceRanges`: who else sends to the load balancer's addresses is dropped, also from inside the cluster. */
function addFirewall(rules: Rules, port: ServicePortPlan, { family, nodeIp }: RuleOptions): void {
  if (port.sourceRanges === undefined || port.loadBalancerIps.length === 0) return;
  const chain = chainName('firewall', port);
  const sources = allowedSources(port.sourceRanges, port.loadBalancerIps, nodeIp, family);
  rules.chains.set(chain, [sources.length === 0 ? 'drop' : `${family} saddr != { ${sources.join(', ')} } drop`]);
  for (const ip of port.loadBalancerIps)
    if (!rules.elements.get('cluster-ips')?.has(ip))
      rules.elements.get('firewall-ips')?.set(`${ip} . ${port.protocol} . ${port.port}`, `goto ${chain}`);
}

/** The whole table for these Service ports. */
export function serviceRuleset(ports: readonly ServicePortPlan[], options: RuleOptions): Ruleset {
  const rules = baseRules(options);
  for (const port of ports) addClusterIp(rules, port, options);
  for (const port of ports) {
    for (const target of new Set([...port.targets, ...port.externalTargets])) addEndpoint(rules, port, target, options);
    addExternal(rules, port, options);
    addFirewall(rules, port, options);
  }
  return rules;
}
