/** The CNI configuration of a node. Pure. */

export interface PodNetworkOptions {
  /** The cluster's name. The names of the network, its bridge and its nftables tables derive from it. */
  readonly cluster: string;
  /** The node's share of the cluster's pod addresses. */
  readonly podCIDR: string;
  /** A directory where the `host-local` plugin records the addresses in use. */
  readonly ipamDirectory: string;
  /** The smallest MTU towards other hosts. Default: what the plugin chooses. */
  readonly mtu?: number;
  /**
   * Whether bridged packets pass netfilter (br_netfilter). Without it, replies between two pods of one bridge would bypass the
   * translation of Service addresses, so pods are routed (ptp) instead of bridged.
   */
  readonly bridgeNetfilter: boolean;
}

/** The limit of Linux. */
const maxInterfaceNameLength = 15;

/** 32-bit FNV-1a in base 36: distinguishes long cluster names. */
function shortDigest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36).padStart(7, '0');
}

/** `kubets0` for the cluster `kubets`, otherwise `kubets-NAME`, with a digest instead of a long name. */
export function bridgeName(cluster: string): string {
  if (cluster === 'kubets') return 'kubets0';
  const plain = `kubets-${cluster}`;
  return plain.length <= maxInterfaceNameLength ? plain : `kubets-${shortDigest(cluster)}`;
}

/** The content of the conflist. */
export function cniConfig(options: PodNetworkOptions): string {
  const ipam = {
    type: 'host-local',
    dataDir: options.ipamDirectory,
    ranges: [[{ subnet: options.podCIDR }]],
    routes: [{ dst: '0.0.0.0/0' }],
  };
  const mtu = options.mtu === undefined ? {} : { mtu: options.mtu };
  const bridge = {
    type: 'bridge',
    bridge: bridgeName(options.cluster),
    isGateway: true,
    // So that a pod can reach itself through a Service.
    hairpinMode: true,
    ipMasq: false,
    ...mtu,
    ipam,
  };
  const routed = { type: 'ptp', ipMasq: false, ...mtu, ipam };
  const network = {
    // The newest version that both the plugins of Debian 12 and containerd 1.6 support.
    cniVersion: '1.0.0',
    name: `kubets-${options.cluster}`,
    plugins: [options.bridgeNetfilter ? bridge : routed],
  };
  return `${JSON.stringify(network, undefined, 2)}\n`;
}
