/** The name and the address of this machine. */
import { hostname, networkInterfaces } from 'node:os';

/** The host name as a valid node name: lower-case letters, digits, dots and dashes. */
export function hostNodeName(): string {
  const name = hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return name === '' ? 'node' : name.slice(0, 63);
}

/** The first IPv4 address that other machines can reach; undefined without a network. */
export function hostAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((each) => each.family === 'IPv4' && !each.internal && !each.address.startsWith('169.254.'))?.address;
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost';
}
