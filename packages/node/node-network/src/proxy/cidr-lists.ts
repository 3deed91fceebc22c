/** Address ranges in the form that an nftables set accepts: of one family, canonical, disjoint. Pure. */
import { type Cidr, cidrContains, formatCidr, networkOf, parseCidr, parseIp } from '@kubets/machinery/values';

type Family = 'ip' | 'ip6';

/** Leaves out invalid ranges and those of the other family. */
function parsed(texts: readonly string[], family: Family): readonly Cidr[] {
  const version = family === 'ip' ? 4 : 6;
  return texts
    .map((text) => parseCidr(text.trim(), { sloppy: true }))
    .filter((cidr) => cidr !== undefined)
    .filter((cidr) => cidr.address.version === version);
}

/** The ranges of the family in canonical form, without ranges that lie within another one. */
export function disjointCidrs(texts: readonly string[], family: Family): readonly string[] {
  const start = (cidr: Cidr): bigint => networkOf(cidr).value;
  const inOrder = parsed(texts, family).toSorted((a, b) => Number(start(a) - start(b)) || a.prefix - b.prefix);
  const kept: Cidr[] = [];
  for (const cidr of inOrder) {
    // Two ranges are nested or disjoint, so only the last one kept can contain this one.
    const last = kept.at(-1);
    if (last === undefined || !cidrContains(last, cidr)) kept.push(cidr);
  }
  return kept.map(formatCidr);
}

/**
 * The sources that may connect to a load balancer's addresses. If the node may, so may the addresses themselves: they can be
 * local to the node, and then a connection to such an address has it as its source too.
 */
export function allowedSources(
  ranges: readonly string[],
  loadBalancerIps: readonly string[],
  nodeIp: string,
  family: Family,
): readonly string[] {
  const node = parseIp(nodeIp);
  const fromNode = node !== undefined && parsed(ranges, family).some((range) => cidrContains(range, node));
  const width = family === 'ip' ? 32 : 128;
  return disjointCidrs([...ranges, ...(fromNode ? loadBalancerIps.map((ip) => `${ip}/${width}`) : [])], family);
}
