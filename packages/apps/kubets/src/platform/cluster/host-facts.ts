/** What a cluster takes over from the machine it runs on. */
import { hostname, networkInterfaces } from 'node:os';

/** The host's name as a node's name must be: lower case, letters, digits, dots and dashes. */
export function hostNodeName(): string {
  const name = hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return name === '' ? 'node' : name.slice(0, 63);
}

/** The host's first address that others could reach; undefined without any network. */
export function hostAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find((each) => each.family === 'IPv4' && !each.internal && !each.address.startsWith('169.254.'))?.address;
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'localhost';
}
