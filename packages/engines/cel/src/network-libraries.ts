/** IP addresses and CIDR blocks. */
import {
  type Cidr,
  cidrContains,
  formatIp,
  type IpAddress,
  isMappedIpv4,
  networkOf,
  parseCidr,
  parseIp,
} from '@kubets/machinery/values';
import { type Library, overload, typeNamed } from './functions.ts';
import { quoteText } from './show.ts';
import { CelFault, CelOpaque, type CelValue, isFault } from './values.ts';

const ipType = typeNamed('ip');
const cidrType = typeNamed('cidr');

class CelIp extends CelOpaque {
  readonly type = ipType;
  readonly ip: IpAddress;

  constructor(ip: IpAddress) {
    super();
    this.ip = ip;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof CelIp && other.ip.version === this.ip.version && other.ip.value === this.ip.value;
  }

  override get size(): number {
    return this.ip.version === 4 ? 4 : 16;
  }
}

class CelCidr extends CelOpaque {
  readonly type = cidrType;
  readonly cidr: Cidr;

  constructor(cidr: Cidr) {
    super();
    this.cidr = cidr;
  }

  equals(other: CelOpaque): boolean {
    if (!(other instanceof CelCidr) || other.cidr.prefix !== this.cidr.prefix) return false;
    return new CelIp(other.cidr.address).equals(new CelIp(this.cidr.address));
  }

  override get size(): number {
    return Math.ceil(this.cidr.prefix / 8);
  }
}

/** The error of Go's `netip.ParseAddr` for a text. */
function ipProblem(text: string): string {
  const said = `ParseAddr(${quoteText(text)})`;
  if (text.includes(':'))
    return `${said}: ${/[^0-9a-fA-F:.]/.test(text) ? 'unexpected character' : 'unable to parse IP'}`;
  const parts = text.split('.');
  if (!text.includes('.') || parts.some((part) => /[^0-9]/.test(part))) {
    const bad = /[^0-9.]/.exec(text);
    if (!text.includes('.') || bad === null) return `${said}: unable to parse IP`;
    return `${said}: unexpected character (at ${quoteText(text.slice(bad.index))})`;
  }
  if (parts.length > 4) return `${said}: IPv4 address too long`;
  if (parts.length < 4) return `${said}: IPv4 address too short`;
  if (parts.includes('')) return `${said}: IPv4 field must have at least one digit`;
  if (parts.some((part) => part.length > 1 && part.startsWith('0')))
    return `${said}: IPv4 field has octet with leading zero`;
  return `${said}: IPv4 field has value >255`;
}

function readIp(text: string): CelIp | CelFault {
  const percent = text.indexOf('%');
  if (percent > 0 && parseIp(text.slice(0, percent))?.version === 6 && percent < text.length - 1) {
    return new CelFault(`IP address ${quoteText(text)} with zone value is not allowed`);
  }
  const ip = parseIp(text);
  if (ip === undefined) {
    return new CelFault(`IP Address ${quoteText(text)} parse error during conversion from string: ${ipProblem(text)}`);
  }
  return isMappedIpv4(ip) ? new CelFault(`IPv4-mapped IPv6 address ${quoteText(text)} is not allowed`) : new CelIp(ip);
}

function cidrProblem(text: string): string {
  const said = `netip.ParsePrefix(${quoteText(text)})`;
  const slash = text.lastIndexOf('/');
  if (slash < 0) return `${said}: no '/'`;
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  const ip = parseIp(address);
  if (ip === undefined) {
    return address.includes('%')
      ? `${said}: IPv6 zones cannot be present in a prefix`
      : `${said}: ${ipProblem(address)}`;
  }
  if (!/^(?:0|[1-9]\d*)$/.test(bits)) return `${said}: bad bits after slash: ${quoteText(bits)}`;
  return `${said}: prefix length out of range`;
}

function readCidr(text: string): CelCidr | CelFault {
  const cidr = parseCidr(text);
  const head = 'network address parse error during conversion from string: ';
  // Upstream repeats the message if Go's parser refuses the text.
  if (cidr === undefined) return new CelFault(`${head}${head}${cidrProblem(text)}`);
  if (!isMappedIpv4(cidr.address)) return new CelCidr(cidr);
  return new CelFault(`${head}IPv4-mapped IPv6 address ${quoteText(text)} is not allowed`);
}

/** Returns whether the address has the leading bits, for each address family. */
const startsWith = ({ version, value }: IpAddress, four: [bigint, bigint], six: [bigint, bigint]): boolean =>
  version === 4 ? value >> four[1] === four[0] : value >> six[1] === six[0];

const isUnspecified = ({ ip }: CelIp): boolean => ip.value === 0n;
const isLoopback = ({ ip }: CelIp): boolean => startsWith(ip, [127n, 24n], [1n, 0n]);
const isLinkLocalMulticast = ({ ip }: CelIp): boolean =>
  ip.version === 4 ? ip.value >> 8n === 0xe00000n : ((ip.value >> 112n) & 0xff0fn) === 0xff02n;
const isLinkLocalUnicast = ({ ip }: CelIp): boolean => startsWith(ip, [0xa9fen, 16n], [0x3fan, 118n]);
const isMulticast = ({ ip }: CelIp): boolean => startsWith(ip, [0xen, 28n], [0xffn, 120n]);
const isBroadcast = ({ ip }: CelIp): boolean => ip.version === 4 && ip.value === 0xffffffffn;

function isGlobalUnicast(ip: CelIp): boolean {
  return ![isUnspecified, isLoopback, isMulticast, isLinkLocalUnicast, isBroadcast].some((excludes) => excludes(ip));
}

function isCanonical(text: string): CelValue {
  const ip = readIp(text);
  return isFault(ip) ? ip : formatIp(ip.ip) === text;
}

export const ipLibrary: Library = {
  ip: [overload('string_to_ip', '(string) ip', readIp)],
  isIP: [overload('is_ip', '(string) bool', (text: string) => readIp(text) instanceof CelIp)],
  'ip.isCanonical': [overload('ip_is_canonical', '(string) bool', isCanonical)],
  family: [overload('ip_family', 'ip.() int', ({ ip }: CelIp) => BigInt(ip.version))],
  isUnspecified: [overload('ip_is_unspecified', 'ip.() bool', isUnspecified)],
  isLoopback: [overload('ip_is_loopback', 'ip.() bool', isLoopback)],
  isLinkLocalMulticast: [overload('ip_is_link_local_multicast', 'ip.() bool', isLinkLocalMulticast)],
  isLinkLocalUnicast: [overload('ip_is_link_local_unicast', 'ip.() bool', isLinkLocalUnicast)],
  isGlobalUnicast: [overload('ip_is_global_unicast', 'ip.() bool', isGlobalUnicast)],
  string: [overload('ip_to_string', '(ip) string', ({ ip }: CelIp) => formatIp(ip))],
};

const holds = ({ cidr }: CelCidr, inner: CelIp | CelCidr | CelFault): CelValue => {
  if (inner instanceof CelFault) return inner;
  return cidrContains(cidr, inner instanceof CelIp ? inner.ip : inner.cidr);
};

export const cidrLibrary: Library = {
  cidr: [overload('string_to_cidr', '(string) cidr', readCidr)],
  isCIDR: [overload('is_cidr', '(string) bool', (text: string) => readCidr(text) instanceof CelCidr)],
  containsIP: [
    overload('cidr_contains_ip_string', 'cidr.(string) bool', (cidr: CelCidr, text: string) =>
      holds(cidr, readIp(text)),
    ),
    overload('cidr_contains_ip_ip', 'cidr.(ip) bool', holds),
  ],
  containsCIDR: [
    overload('cidr_contains_cidr_string', 'cidr.(string) bool', (cidr: CelCidr, text: string) =>
      holds(cidr, readCidr(text)),
    ),
    overload('cidr_contains_cidr', 'cidr.(cidr) bool', holds),
  ],
  ip: [overload('cidr_ip', 'cidr.() ip', ({ cidr }: CelCidr) => new CelIp(cidr.address))],
  prefixLength: [overload('cidr_prefix_length', 'cidr.() int', ({ cidr }: CelCidr) => BigInt(cidr.prefix))],
  masked: [
    overload(
      'cidr_masked',
      'cidr.() cidr',
      ({ cidr }: CelCidr) => new CelCidr({ address: networkOf(cidr), prefix: cidr.prefix }),
    ),
  ],
  string: [
    overload('cidr_to_string', '(cidr) string', ({ cidr }: CelCidr) => `${formatIp(cidr.address)}/${cidr.prefix}`),
  ],
};
