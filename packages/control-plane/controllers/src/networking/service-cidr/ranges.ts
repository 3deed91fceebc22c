/** Which ServiceCIDRs contain an address or a range. Pure. */
import type { IPAddress, ServiceCIDR } from '@kubets/api';
import { type Cidr, cidrContains, type IpAddress, parseCidr, parseIp } from '@kubets/machinery/values';

export const cidrsOf = ({ spec }: ServiceCIDR): readonly Cidr[] =>
  (spec?.cidrs ?? []).flatMap((text) => parseCidr(text) ?? []);

/** The address of an IPAddress that the API server allocated for a Service; undefined for those of others. */
export function allocatedAddress({ metadata }: IPAddress): IpAddress | undefined {
  if (metadata?.labels?.['ipaddress.kubernetes.io/managed-by'] !== 'ipallocator.k8s.io') return undefined;
  return parseIp(metadata.name ?? '');
}

/**
 * Whether an address can belong to a Service with this range: the network address, and the broadcast address of IPv4, are never
 * allocated from it.
 */
function offers(cidr: Cidr, address: IpAddress): boolean {
  if (!cidrContains(cidr, address)) return false;
  const isFirst = parts(cidr, address) === 0n;
  const size = 1n << BigInt((address.version === 4 ? 32 : 128) - cidr.prefix);
  return !isFirst && !(address.version === 4 && parts(cidr, address) === size - 1n);
}

/** The bits of the address beyond the prefix. */
function parts(cidr: Cidr, { version, value }: IpAddress): bigint {
  return value & ((1n << BigInt((version === 4 ? 32 : 128) - cidr.prefix)) - 1n);
}

export const offersAddress = (range: ServiceCIDR, address: IpAddress): boolean =>
  cidrsOf(range).some((cidr) => offers(cidr, address));

/** Whether one range of the one contains one of the other, or the reverse. */
export function overlaps(a: ServiceCIDR, b: ServiceCIDR): boolean {
  return cidrsOf(a).some((one) => cidrsOf(b).some((two) => cidrContains(one, two) || cidrContains(two, one)));
}

/**
 * The ranges of `other` that remain when `going` is deleted. Of two ServiceCIDRs that are both being deleted, only one may rely
 * on the other: the one with the larger range stays, or with equal ranges the one whose name sorts last.
 */
function remaining(other: ServiceCIDR, going: ServiceCIDR, within: Cidr): readonly Cidr[] {
  const [name = '', own = ''] = [other.metadata?.name, going.metadata?.name];
  if (name === own) return [];
  if (other.metadata?.deletionTimestamp === undefined) return cidrsOf(other);
  return cidrsOf(other).filter(({ prefix }) => prefix < within.prefix || (prefix === within.prefix && name > own));
}

/** Whether other ServiceCIDRs contain all ranges of this one. */
export function isCovered(going: ServiceCIDR, all: readonly ServiceCIDR[]): boolean {
  return cidrsOf(going).every((own) =>
    all.some((other) => remaining(other, going, own).some((cidr) => cidrContains(cidr, own))),
  );
}

/** Whether an address has no other ServiceCIDR than this one. */
export function isOrphaned(address: IpAddress, going: ServiceCIDR, all: readonly ServiceCIDR[]): boolean {
  return cidrsOf(going).some(
    (own) =>
      offers(own, address) && !all.some((other) => remaining(other, going, own).some((cidr) => offers(cidr, address))),
  );
}
