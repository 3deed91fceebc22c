/** IPv4 addresses and ranges as numbers. */
import { errors } from '@kubets/machinery/status-error';

export interface AddressRange {
  /** The first and the last usable address: network and broadcast address are excluded. */
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** Undefined if it is not a dotted quad. */
export function parseIpv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    const octet = /^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256;
    if (octet > 255) return undefined;
    value = value * 256 + octet;
  }
  return value;
}

export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** Throws BadRequest if it is not an IPv4 range of at least four addresses. */
export function parseRange(text: string): AddressRange {
  const [base = '', bits = ''] = text.split('/');
  const address = parseIpv4(base);
  const length = /^\d{1,2}$/.test(bits) ? Number(bits) : 33;
  if (address === undefined || length > 30)
    throw errors.badRequest(`invalid service address range ${JSON.stringify(text)}`);
  const size = 2 ** (32 - length);
  const network = Math.floor(address / size) * size;
  return { first: network + 1, last: network + size - 2, text: `${formatIpv4(network)}/${length}` };
}
