/** nftables of pod traffic that is no Service's: masquerading towards the world, and host ports. */

export interface HostPortMapping {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** The node's address it listens at; empty or 0.0.0.0 for all. */
  readonly hostIP: string;
  readonly hostPort: number;
  readonly podIP: string;
  readonly containerPort: number;
}

/** The table of a cluster's pods; Services have a table of their own. */
export function podTableName(cluster: string): string {
  return `kubets-pods-${cluster}`;
}

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;

function hostPortRule(mapping: HostPortMapping): string {
  // Loopback addresses cannot be routed to a pod: there, host ports do not answer.
  const at = ipv4.test(mapping.hostIP) && mapping.hostIP !== '0.0.0.0' ? mapping.hostIP : '!= 127.0.0.0/8';
  const target = `${mapping.podIP}:${mapping.containerPort}`;
  return `fib daddr type local ip daddr ${at} ${mapping.protocol.toLowerCase()} dport ${mapping.hostPort} dnat to ${target}`;
}

/**
 * A ruleset for `nft -f -` that puts the whole table in place at once, replacing what was there. Pod addresses are
 * hidden behind the node's only outside the pods' network, and for a pod that reaches itself by its host port.
 */
export function podRules(
  cluster: string,
  podCIDR: string,
  clusterCIDR: string,
  ports: readonly HostPortMapping[],
): string {
  const table = `ip ${podTableName(cluster)}`;
  const hostPorts = ports.filter((port) => ipv4.test(port.podIP)).map(hostPortRule);
  const chain = (name: string, hook: string, rules: readonly string[]): string =>
    [`  chain ${name} {`, `    ${hook}`, ...rules.map((rule) => `    ${rule}`), '  }'].join('\n');
  return [
    `table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    chain('prerouting', 'type nat hook prerouting priority dstnat; policy accept;', hostPorts),
    chain('output', 'type nat hook output priority -100; policy accept;', hostPorts),
    chain('postrouting', 'type nat hook postrouting priority srcnat; policy accept;', [
      // Answers of a pod to itself would otherwise never come back this way.
      ...ports
        .filter((port) => ipv4.test(port.podIP))
        .map((port) => `ip saddr ${port.podIP} ip daddr ${port.podIP} ct status dnat masquerade`),
      `ip saddr ${podCIDR} ip daddr != ${clusterCIDR} ip daddr != 224.0.0.0/4 fib daddr type != local masquerade`,
    ]),
    '}',
    '',
  ].join('\n');
}

/** A ruleset that removes the table, whether or not it is there. */
export function withoutPodRules(cluster: string): string {
  const table = `ip ${podTableName(cluster)}`;
  return `table ${table}\ndelete table ${table}\n`;
}
