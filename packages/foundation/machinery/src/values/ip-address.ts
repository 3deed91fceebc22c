/** IP addresses of both families as numbers, read and written as Go's `net` and `netip` do. */

export interface IpAddress {
  readonly version: 4 | 6;
  /** The address as an integer: 32 or 128 bits. */
  readonly value: bigint;
}

export interface ParseIpOptions {
  /** Leading zeros in IPv4 numbers, read as decimal: what old API fields allow. */
  readonly sloppy?: boolean;
}

/** Digits of one number, leading zeros included. */
const maxPartDigits = 10;

/** Numbers are read digit by digit: an object may hold a hundred thousand addresses. */
function parseIpv4(text: string, sloppy: boolean): bigint | undefined {
  let value = 0;
  let part = 0;
  let digits = 0;
  let parts = 1;
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (digit >= 0 && digit <= 9) {
      if (digits > 0 && part === 0 && !sloppy) return undefined;
      part = 10 * part + digit;
      digits += 1;
      if (part > 255 || digits > maxPartDigits) return undefined;
    } else {
      if (text[index] !== '.' || digits === 0 || parts === 4) return undefined;
      value = 256 * value + part;
      parts += 1;
      part = 0;
      digits = 0;
    }
  }
  return parts === 4 && digits > 0 ? BigInt(256 * value + part) : undefined;
}

/** The 16-bit groups of one side of `::`, the last of which may be an IPv4 address. */
function groupsOf(text: string, last: boolean, sloppy: boolean): readonly bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':', 9);
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes('.')) {
      const tail = parseIpv4(part, sloppy);
      if (tail === undefined) return undefined;
      groups.push(tail >> 16n, tail & 0xffffn);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

function parseIpv6(text: string, sloppy: boolean): bigint | undefined {
  const halves = text.split('::', 3);
  if (halves.length > 2) return undefined;
  const [left = '', right] = halves;
  const head = groupsOf(left, right === undefined, sloppy);
  const tail = right === undefined ? [] : groupsOf(right, true, sloppy);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  // `::` replaces at least one group.
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

/** Undefined for anything else, zones included. */
export function parseIp(text: string, { sloppy = false }: ParseIpOptions = {}): IpAddress | undefined {
  if (text.length > 64) return undefined;
  const version = text.includes(':') ? 6 : 4;
  const value = version === 6 ? parseIpv6(text, sloppy) : parseIpv4(text, sloppy);
  return value === undefined ? undefined : { version, value };
}

function formatIpv4(value: bigint): string {
  const bits = Number(value);
  return `${bits >>> 24}.${(bits >>> 16) & 0xff}.${(bits >>> 8) & 0xff}.${bits & 0xff}`;
}

/** Canonical (RFC 5952): lower case, the longest run of zero groups as `::`. IPv4-mapped ones end in dots. */
export function formatIp({ version, value }: IpAddress): string {
  if (version === 4) return formatIpv4(value);
  if (value >> 32n === 0xffffn) return `::ffff:${formatIpv4(value & 0xffffffffn)}`;
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  let [start, length] = [0, 1];
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (groups[to] === 0n) to++;
    if (to - from > length) [start, length] = [from, to - from];
  }
  const text = (part: readonly bigint[]): string => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** Whether it is an IPv4 address in IPv6's clothes (`::ffff:10.0.0.1`). */
export function isMappedIpv4({ version, value }: IpAddress): boolean {
  return version === 6 && value >> 32n === 0xffffn;
}

/** The IPv4 address itself of an IPv4-mapped one; others as they are. */
export function unmapIp(ip: IpAddress): IpAddress {
  return isMappedIpv4(ip) ? { version: 4, value: ip.value & 0xffffffffn } : ip;
}
