/** Address ranges as nftables takes them in one set: of one family, in canonical form, none within another. Pure. */
import { type Cidr, cidrContains, formatCidr, networkOf, parseCidr, parseIp } from '@kubets/machinery/values';

type Family = 'ip' | 'ip6';

/** What is no range, or of the other family, is left out. */
function parsed(texts: readonly string[], family: Family): readonly Cidr[] {
  const version = family === 'ip' ? 4 : 6;
  return texts
    .map((text) => parseCidr(text.trim(), { sloppy: true }))
    .filter((cidr) => cidr !== undefined)
    .filter((cidr) => cidr.address.version === version);
}

/** The ranges of the family, each in canonical form, without those that another one contains. */
export function disjointCidrs(texts: readonly string[], family: Family): readonly string[] {
  const start = (cidr: Cidr): bigint => networkOf(cidr).value;
  const inOrder = parsed(texts, family).toSorted((a, b) => Number(start(a) - start(b)) || a.prefix - b.prefix);
  const kept: Cidr[] = [];
  for (const cidr of inOrder) {
    // Ranges nest or are apart: only the last one kept, which begins at or before this one, can contain it.
    const last = kept.at(-1);
    if (last === undefined || !cidrContains(last, cidr)) kept.push(cidr);
  }
  return kept.map(formatCidr);
}

/**
 * Who may send to a load balancer's addresses. A node that is allowed may also send from these addresses themselves: they
 * are often local to it, and then a connection to one has it as its source as well.
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
