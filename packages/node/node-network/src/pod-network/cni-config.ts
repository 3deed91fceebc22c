/** The CNI configuration of one node: which plugins connect a pod, as data. */

export interface PodNetworkOptions {
  /** Names the network and, from it, its bridge and nftables tables: the cluster's name. */
  readonly cluster: string;
  /** The node's share of the cluster's pod addresses. */
  readonly podCIDR: string;
  /** Where addresses in use are noted: a directory of ours. */
  readonly ipamDirectory: string;
  /** The smallest MTU towards other hosts. Default: the plugin's own choice. */
  readonly mtu?: number;
  /**
   * Whether bridged packets pass the host's netfilter (br_netfilter). Without it, the answer of a pod to a pod of the
   * same bridge would bypass the translation of Service addresses; then pods are routed (ptp) instead of bridged.
   */
  readonly bridgeNetfilter: boolean;
}

/** Linux allows interface names of 15 characters. */
const longestInterfaceName = 15;

/** A 32-bit FNV-1a digest in base 36: tells long cluster names apart. */
function shortDigest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36).padStart(7, '0');
}

/** `kubets0` for the cluster `kubets`, `kubets-NAME` for the others, with a digest in place of a long name. */
export function bridgeName(cluster: string): string {
  if (cluster === 'kubets') return 'kubets0';
  const plain = `kubets-${cluster}`;
  return plain.length <= longestInterfaceName ? plain : `kubets-${shortDigest(cluster)}`;
}

/** The conflist's contents: one file in a directory of its own. */
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
    // A pod reaches itself through its own Service.
    hairpinMode: true,
    ipMasq: false,
    ...mtu,
    ipam,
  };
  const routed = { type: 'ptp', ipMasq: false, ...mtu, ipam };
  const network = {
    // The newest version that Debian 12's plugins and containerd 1.6 both know.
    cniVersion: '1.0.0',
    name: `kubets-${options.cluster}`,
    plugins: [options.bridgeNetfilter ? bridge : routed],
  };
  return `${JSON.stringify(network, undefined, 2)}\n`;
}
