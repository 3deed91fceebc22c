/** The addresses that an API server can advertise in the endpoints of the kubernetes Service. */
import { type Cidr, cidrContains, parseCidr, parseIp, unmapIp } from '@kubets/machinery/values';

const cidrsOf = (...texts: readonly string[]): readonly Cidr[] =>
  texts.map((text) => parseCidr(text)).filter((cidr) => cidr !== undefined);

const unusable: readonly (readonly [readonly Cidr[], string])[] = [
  [cidrsOf('0.0.0.0/32', '::/128'), 'is unspecified: it names no machine'],
  [cidrsOf('127.0.0.0/8', '::1/128'), 'is a loopback address: other machines and pods cannot reach it'],
  [cidrsOf('169.254.0.0/16', 'fe80::/10'), 'is a link-local address: it is valid on one network link only'],
  [cidrsOf('224.0.0.0/4', 'ff00::/8'), 'is a multicast address'],
  [cidrsOf('255.255.255.255/32'), 'is the broadcast address'],
];

/**
 * Why an API server cannot advertise this address, as a phrase that follows the address; undefined if it can. These are
 * the addresses that upstream's validation of Endpoints refuses, and those to which no connection is possible.
 */
export function advertiseProblem(address: string): string | undefined {
  const parsed = parseIp(address);
  if (parsed === undefined) return 'is not an IP address';
  const ip = unmapIp(parsed);
  return unusable.find(([cidrs]) => cidrs.some((cidr) => cidrContains(cidr, ip)))?.[1];
}
