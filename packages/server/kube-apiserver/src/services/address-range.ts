/** Ranges of IP addresses from which cluster IPs are allocated. Of a huge range, only the allocated part is ever searched. */
import { nextTurn, type Random } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { formatCidr, formatIp, networkOf, parseCidr, parseIp, unmapIp } from '@kubets/machinery/values';
import { band } from './number-range.ts';

export type Family = 'IPv4' | 'IPv6';

export interface AddressRange {
  readonly family: Family;
  /** The first and the last usable address: the network address, and the broadcast address of IPv4, are excluded. */
  readonly first: bigint;
  readonly last: bigint;
  /** How many addresses at the start are reserved for explicit requests as long as others are free. */
  readonly reserved: number;
  /** In canonical form. */
  readonly text: string;
}

/** Upstream allocates from no larger IPv6 range. */
const minIpv6Prefix = 64;
/** Addresses that are checked in one turn of the event loop. */
const addressesPerTurn = 1000;

/** Undefined if it is not a CIDR, or one from which no address is allocated. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const cidr = parseCidr(text);
  if (cidr === undefined) return undefined;
  const { version, value: network } = networkOf(cidr);
  if (version === 6 && cidr.prefix < minIpv6Prefix) return undefined;
  const bits = (version === 4 ? 32 : 128) - cidr.prefix;
  const last = network + (1n << BigInt(bits)) - (version === 4 ? 2n : 1n);
  const first = network + 1n;
  const reserved = last < first ? 0 : band(Number(last - first + 1n), 16, 16, 256);
  return { family: version === 4 ? 'IPv4' : 'IPv6', first, last, reserved, text: formatCidr(cidr) };
}

/**
 * The ranges of `--service-cluster-ip-range`: one, or one of each family, separated by a comma. The first is the primary one.
 * Throws BadRequest.
 */
export function parseServiceRanges(text: string): readonly [AddressRange, ...AddressRange[]] {
  const ranges = text.split(',').map(parseAddressRange);
  const [first, second] = ranges;
  const usable = ranges.every((range) => range !== undefined && range.first < range.last);
  if (first === undefined || !usable || ranges.length > 2 || first.family === second?.family)
    throw errors.badRequest(`invalid service address range ${JSON.stringify(text)}`);
  return second === undefined ? [first] : [first, second];
}

/** The name of an address in allocations, canonical as upstream's: an IPv4-mapped address is an IPv4 address. */
export function canonicalAddress(text: string): string {
  const ip = parseIp(text, { sloppy: true });
  return ip === undefined ? text : formatIp(unmapIp(ip));
}

/** The family of a valid address. */
export const familyOf = (address: string): Family => (canonicalAddress(address).includes(':') ? 'IPv6' : 'IPv4');

const formatAddress = (value: bigint, family: Family): string =>
  formatIp({ version: family === 'IPv4' ? 4 : 6, value });

/** The address at an offset from the network address, at least 1. Throws BadRequest if the range has no such address. */
export function serviceAddress({ first, last, family, text }: AddressRange, offset: number): string {
  const value = first + BigInt(offset) - 1n;
  if (value > last) throw errors.badRequest(`the service address range ${text} has fewer than ${offset} addresses`);
  return formatAddress(value, family);
}

export const firstAddress = (range: AddressRange): string => serviceAddress(range, 1);

export function rangeContains({ first, last, family }: AddressRange, address: string): boolean {
  const ip = parseIp(canonicalAddress(address));
  if (ip === undefined || familyOf(address) !== family) return false;
  return ip.value >= first && ip.value <= last;
}

/** A random number in [0, limit). Nearly uniform. */
function randomBelow(limit: bigint, random: Random): bigint {
  if (limit <= 0xffff_ffffn) return BigInt(random.integer(Number(limit)));
  const bits = random.bytes(16).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return bits % limit;
}

/** Checks at most one address more than are taken. */
async function pickBetween(
  first: bigint,
  last: bigint,
  { family }: AddressRange,
  random: Random,
  isTaken: (address: string) => boolean,
): Promise<string | undefined> {
  const size = last - first + 1n;
  if (size <= 0n) return undefined;
  let offset = randomBelow(size, random);
  for (let checked = 0n; checked < size; checked++) {
    const address = formatAddress(first + offset, family);
    if (!isTaken(address)) return address;
    offset = offset + 1n === size ? 0n : offset + 1n;
    if (checked % BigInt(addressesPerTurn) === BigInt(addressesPerTurn - 1)) await nextTurn();
  }
  return undefined;
}

/** A random free address, preferably from the upper part. Undefined if none is free. */
export async function pickAddress(
  range: AddressRange,
  random: Random,
  isTaken: (address: string) => boolean,
): Promise<string | undefined> {
  const { first, last } = range;
  const upper = first + BigInt(range.reserved);
  return (
    (await pickBetween(upper, last, range, random, isTaken)) ??
    (await pickBetween(first, upper - 1n, range, random, isTaken))
  );
}
