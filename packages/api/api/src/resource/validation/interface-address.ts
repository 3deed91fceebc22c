/** Validates addresses of network interfaces: an address with the length of its prefix. Upstream: IsValidInterfaceAddress. */
import { fieldError } from '@kubets/machinery/field-error';
import { formatIp, parseIp } from '@kubets/machinery/values';
import type { Found } from '../../core/validation/checks.ts';

const rule = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)';

export function interfaceAddress(found: Found, path: string, text: string): void {
  const [host = '', length = '', ...more] = text.split('/');
  const ip = more.length > 0 || !/^\d{1,3}$/.test(length) ? undefined : parseIp(host, { sloppy: true });
  if (ip === undefined || Number(length) > (host.includes(':') ? 128 : 32)) {
    found.push(fieldError.invalid(path, text, rule));
    return;
  }
  const canonical = `${formatIp(ip)}/${Number(length)}`;
  if (canonical !== text) found.push(fieldError.invalid(path, text, `must be in canonical form ("${canonical}")`));
}
