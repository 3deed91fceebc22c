/**
 * Service ports as nftables rules: a verdict map finds the chain of the Service, that chain picks an endpoint (at random or by
 * session affinity), and the endpoint's chain rewrites the destination. Names and structure follow kube-proxy's nftables mode.
 */
import { baseRules, type RuleOptions, type Rules } from './base-rules.ts';
import { allowedSources } from './cidr-lists.ts';
import { chainName } from './rule-names.ts';
import type { Ruleset } from './ruleset.ts';
import type { EndpointInfo, ServicePortInfo } from './service-ports.ts';

function affinitySet(port: ServicePortInfo, endpoint: EndpointInfo): string {
  return chainName('affinity', port, `__${endpoint.ip}/${endpoint.port}`);
}

function endpointChain(port: ServicePortInfo, endpoint: EndpointInfo): string {
  return chainName('endpoint', port, `__${endpoint.ip}/${endpoint.port}`);
}

function addEndpoint(rules: Rules, port: ServicePortInfo, endpoint: EndpointInfo, { family }: RuleOptions): void {
  const where = family === 'ip' ? `${endpoint.ip}:${endpoint.port}` : `[${endpoint.ip}]:${endpoint.port}`;
  const set = affinitySet(port, endpoint);
  rules.chains.set(endpointChain(port, endpoint), {
    rules: [
      // A pod that reaches itself through its Service must receive the reply from the Service's address.
      `${family} saddr ${endpoint.ip} jump mark-for-masquerade`,
      ...(port.stickyMaxAgeSeconds > 0 ? [`update @${set} { ${family} saddr }`] : []),
      `meta l4proto ${port.protocol} dnat to ${where}`,
    ],
  });
  if (port.stickyMaxAgeSeconds > 0) {
    const address = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
    rules.maps.set(set, {
      kind: 'set',
      body: `type ${address} ; flags dynamic,timeout ; timeout ${port.stickyMaxAgeSeconds}s`,
    });
  }
}

/** Sends a client with session affinity to its previous endpoint, and everyone else to a random one. */
function loadBalance(port: ServicePortInfo, endpoints: readonly EndpointInfo[], { family }: RuleOptions): string[] {
  const sticky =
    port.stickyMaxAgeSeconds > 0
      ? endpoints.map(
          (endpoint) => `${family} saddr @${affinitySet(port, endpoint)} goto ${endpointChain(port, endpoint)}`,
        )
      : [];
  const choices = endpoints.map((endpoint, index) => `${index} : goto ${endpointChain(port, endpoint)}`).join(', ');
  return [...sticky, `numgen random mod ${endpoints.length} vmap { ${choices} }`];
}

/** The verdict for a port without a usable endpoint: reject if the Service has none, drop if only the Local policy excludes them. */
const noEndpointVerdict = (port: ServicePortInfo): string => (port.hasAnyEndpoints ? 'drop' : 'goto reject-chain');

function addClusterIp(rules: Rules, port: ServicePortInfo, options: RuleOptions): void {
  const chain = chainName('service', port);
  const address = `${port.clusterIp} . ${port.protocol} . ${port.port}`;
  rules.elements.get('cluster-ips')?.set(port.clusterIp, '');
  if (port.internalEndpoints.length === 0) {
    rules.elements.get('no-endpoint-services')?.set(address, noEndpointVerdict(port));
    return;
  }
  const { family, podCidr } = options;
  rules.elements.get('service-ips')?.set(address, `goto ${chain}`);
  rules.chains.set(chain, {
    rules: [
      `${family} daddr ${port.clusterIp} ${port.protocol} dport ${port.port} ${family} saddr != ${podCidr} jump mark-for-masquerade`,
      ...loadBalance(port, port.internalEndpoints, options),
    ],
  });
}

/** Node ports and external addresses share one chain, which masquerades unless the external traffic policy is Local. */
function addExternal(rules: Rules, port: ServicePortInfo, options: RuleOptions): void {
  const externalIps = [...port.externalIps, ...port.loadBalancerVIPs];
  if (port.nodePort === 0 && externalIps.length === 0) return;
  const chain = chainName('external', port);
  const reachable = port.externalEndpoints.length > 0;
  const verdict = reachable ? `goto ${chain}` : noEndpointVerdict(port);
  const [byIp, byPort] = reachable
    ? ['service-ips', 'service-nodeports']
    : ['no-endpoint-services', 'no-endpoint-nodeports'];
  // The rules of a cluster IP belong to the Service that owns it: another Service cannot take it over as an external address.
  for (const ip of externalIps)
    if (!rules.elements.get('cluster-ips')?.has(ip))
      rules.elements.get(byIp)?.set(`${ip} . ${port.protocol} . ${port.port}`, verdict);
  if (port.nodePort !== 0) rules.elements.get(byPort)?.set(`${port.protocol} . ${port.nodePort}`, verdict);
  if (!reachable) return;
  rules.chains.set(chain, {
    rules: [
      ...(port.externalPolicyLocal ? [] : ['jump mark-for-masquerade']),
      ...loadBalance(port, port.externalEndpoints, options),
    ],
  });
}

/** `loadBalancerSourceRanges`: packets to the load balancer's addresses from other sources are dropped, inside the cluster too. */
function addFirewall(rules: Rules, port: ServicePortInfo, { family, nodeIp }: RuleOptions): void {
  if (port.loadBalancerSourceRanges === undefined || port.loadBalancerVIPs.length === 0) return;
  const chain = chainName('firewall', port);
  const sources = allowedSources(port.loadBalancerSourceRanges, port.loadBalancerVIPs, nodeIp, family);
  rules.chains.set(chain, {
    rules: [sources.length === 0 ? 'drop' : `${family} saddr != { ${sources.join(', ')} } drop`],
  });
  for (const ip of port.loadBalancerVIPs)
    if (!rules.elements.get('cluster-ips')?.has(ip))
      rules.elements.get('firewall-ips')?.set(`${ip} . ${port.protocol} . ${port.port}`, `goto ${chain}`);
}

/** The table for all Service ports. */
export function serviceRuleset(ports: readonly ServicePortInfo[], options: RuleOptions): Ruleset {
  const rules = baseRules(options);
  for (const port of ports) addClusterIp(rules, port, options);
  for (const port of ports) {
    for (const endpoint of new Set([...port.internalEndpoints, ...port.externalEndpoints]))
      addEndpoint(rules, port, endpoint, options);
    addExternal(rules, port, options);
    addFirewall(rules, port, options);
  }
  return rules;
}
