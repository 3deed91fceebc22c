/** Blocks of IP addresses: `10.0.0.0/8`, `fd00::/64`. */
import { formatIp, type IpAddress, type ParseIpOptions, parseIp } from './ip-address.ts';

export interface Cidr {
  /** As written; it may have bits beyond the prefix. */
  readonly address: IpAddress;
  /** 0 to 32 or 128. */
  readonly prefix: number;
}

const widthOf = (ip: IpAddress): number => (ip.version === 4 ? 32 : 128);

/** Undefined for anything else. Sloppy: leading zeros are allowed, in the prefix too. */
export function parseCidr(text: string, options: ParseIpOptions = {}): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseIp(text.slice(0, slash), options);
  const digits = text.slice(slash + 1);
  if (address === undefined || !/^\d{1,3}$/.test(digits)) return undefined;
  if (!options.sloppy && digits.length > 1 && digits.startsWith('0')) return undefined;
  const prefix = Number(digits);
  return prefix > widthOf(address) ? undefined : { address, prefix };
}

/** The address with the bits beyond the prefix cleared. */
export function networkOf({ address, prefix }: Cidr): IpAddress {
  const free = BigInt(widthOf(address) - prefix);
  return { version: address.version, value: (address.value >> free) << free };
}

/** The network in canonical form. */
export function formatCidr(cidr: Cidr): string {
  return `${formatIp(networkOf(cidr))}/${cidr.prefix}`;
}

/** Whether the block contains the address or the other block. IPv4 and IPv6 are never mixed. */
export function cidrContains(cidr: Cidr, inner: IpAddress | Cidr): boolean {
  const [address, prefix] = 'prefix' in inner ? [inner.address, inner.prefix] : [inner, widthOf(inner)];
  if (address.version !== cidr.address.version || prefix < cidr.prefix) return false;
  const free = BigInt(widthOf(address) - cidr.prefix);
  return address.value >> free === cidr.address.value >> free;
}
