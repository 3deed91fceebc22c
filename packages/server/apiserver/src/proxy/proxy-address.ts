/**
 * Which addresses a request may be proxied to. The address comes from an object that a user or a node has written; one
 * that leads back to this host would let clients bypass the protection of the host through the API server.
 */
import { errors, type StatusError } from '@kubets/machinery/status-error';
import { cidrContains, parseCidr, parseIp } from '@kubets/machinery/values';

const refusedBlocks = [
  // This host and "this network", loopback, link-local (the cloud's metadata service), multicast, broadcast.
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '255.0.0.0/8'],
  // Unspecified, loopback and IPv4-compatible; IPv4 embedded in IPv6 (mapped, translated, NAT64); link-local;
  // multicast.
  ...['::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', 'fe80::/10', 'ff00::/8'],
].map((block) => parseCidr(block));

/** Whether an IP address may be dialed. False if it is not an IP address. */
export function isProxyableIp(text: string): boolean {
  const ip = parseIp(text);
  return ip !== undefined && !refusedBlocks.some((block) => block !== undefined && cidrContains(block, ip));
}

export const addressNotAllowed = (): StatusError => errors.badRequest('address not allowed');

/** The host of a URL as an address or a name, without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

const hostName = /^(?!.{254})[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?\.?$/i;

/**
 * Whether a host may be dialed as far as its text shows: an allowed IP address, or a name. A name has to be resolved:
 * its addresses must be checked again, and only those may be dialed.
 */
export function mayBeProxyableHost(text: string): boolean {
  return parseIp(text) === undefined && !text.includes(':') ? hostName.test(text) : isProxyableIp(text);
}
