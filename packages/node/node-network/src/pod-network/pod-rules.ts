/** The nftables rules of pod traffic other than that of Services: masquerading and host ports. Pure. */

export interface HostPortMapping {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** The address of the node; empty or 0.0.0.0 for all. */
  readonly hostIP: string;
  readonly hostPort: number;
  readonly podIP: string;
  readonly containerPort: number;
}

/** The table of a cluster's pods; Services have their own table. */
export function podTableName(cluster: string): string {
  return `kubets-pods-${cluster}`;
}

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;

function hostPortRule(mapping: HostPortMapping): string {
  // Packets to a loopback address cannot be routed to a pod, so host ports do not work there.
  const at = ipv4.test(mapping.hostIP) && mapping.hostIP !== '0.0.0.0' ? mapping.hostIP : '!= 127.0.0.0/8';
  const target = `${mapping.podIP}:${mapping.containerPort}`;
  return `fib daddr type local ip daddr ${at} ${mapping.protocol.toLowerCase()} dport ${mapping.hostPort} dnat to ${target}`;
}

/**
 * The nft script that replaces the whole table in one transaction. Traffic from pods is masqueraded only if it leaves the pod
 * network, or if a pod reaches itself by its host port.
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
      // A pod that reaches itself by its host port must receive the reply from the node.
      ...ports
        .filter((port) => ipv4.test(port.podIP))
        .map((port) => `ip saddr ${port.podIP} ip daddr ${port.podIP} ct status dnat masquerade`),
      `ip saddr ${podCIDR} ip daddr != ${clusterCIDR} ip daddr != 224.0.0.0/4 fib daddr type != local masquerade`,
    ]),
    '}',
    '',
  ].join('\n');
}

/** The nft script that deletes the table if it exists. */
export function withoutPodRules(cluster: string): string {
  const table = `ip ${podTableName(cluster)}`;
  return `table ${table}\ndelete table ${table}\n`;
}
