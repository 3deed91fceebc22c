/** Validation of a Service's cluster IPs and IP families. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { parseIp, unmapIp, validateLegacyIp } from '@kubets/machinery/values';
import type { ServiceSpec } from '../../generated/core/v1.ts';
import { isHeadless } from '../service-preparation.ts';
import { among, type Found } from './checks.ts';

const none: readonly never[] = [];
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

function families(found: Found, list: readonly string[]): void {
  const isAgain = repeats<string>();
  list.forEach((family, index) => {
    const at = `spec.ipFamilies[${index}]`;
    among(found, at, family, ['IPv4', 'IPv6']);
    if (isAgain(family)) found.push(fieldError.duplicate(at, family));
  });
}

/** Validates individual addresses. Returns whether all are valid. */
function wellFormed(found: Found, ips: readonly string[]): boolean {
  const before = found.length;
  ips.forEach((ip, index) => {
    if (index > 0 || ip !== 'None') {
      found.push(...validateLegacyIp(ip, `spec.clusterIPs[${index}]`, { strict: false }));
    } else if (ips.length > 1) {
      found.push(fieldError.invalid('spec.clusterIPs', ips, "'None' must be the first and only value"));
    }
  });
  return found.length === before;
}

/** The IP version of an address; an IPv4-mapped one is an IPv4 address. */
function versionOf(text: string): number | undefined {
  const ip = parseIp(text, { sloppy: true });
  return ip && unmapIp(ip).version;
}

/** The errors of addresses and families, before they are completed. */
export function clusterAddressErrors(spec: ServiceSpec): readonly FieldError[] {
  const found: Found = [];
  clusterAddresses(found, spec);
  return found;
}

/** Does not apply to Services of type ExternalName. */
export function clusterAddresses(found: Found, spec: ServiceSpec): void {
  const { clusterIP = '', clusterIPs: ips = none, ipFamilies = none } = spec;
  const path = 'spec.clusterIPs';
  if (clusterIP === '') {
    if (ips.length > 0) {
      found.push(fieldError.invalid(path, ips, 'must be empty when `clusterIP` is not specified'));
    }
  } else if (ips.length === 0) found.push(fieldError.required(path));
  else if (ips[0] !== clusterIP) found.push(fieldError.invalid(path, ips, 'first value must match `clusterIP`'));
  families(found, ipFamilies);
  among(found, 'spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies);
  const fine = wellFormed(found, ips);
  if (ips.length > 2) found.push(fieldError.invalid(path, ips, 'may only hold up to 2 values'));
  if (!fine) return;
  const versions = ips.map(versionOf);
  if (ips.length > 1 && new Set(versions).size === 1) {
    found.push(fieldError.invalid(path, ips, 'may specify no more than one IP for each IP family'));
  }
  if (isHeadless(spec)) return;
  versions.forEach((version, index) => {
    const family = ipFamilies[index];
    if (family === undefined || family === `IPv${version}` || (family !== 'IPv4' && family !== 'IPv6')) return;
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    found.push(fieldError.invalid(`${path}[${index}]`, ips[index], detail));
  });
}

type Shown = readonly unknown[];

interface Listed {
  readonly field: 'clusterIPs' | 'ipFamilies';
  readonly one: string;
  readonly next: readonly string[];
  readonly old: readonly string[];
}

/** The second entry may be added or removed. The first is immutable. */
function keepsPrimary(found: Found, spec: ServiceSpec, { field, one, next, old }: Listed): void {
  const path = `spec.${field}`;
  const changed = (index: number, shown: Shown): void => {
    found.push(fieldError.invalid(`${path}[${index}]`, shown, 'may not change once set'));
  };
  if (old.length === next.length) {
    old.forEach((value, index) => {
      if (value !== next[index]) changed(field === 'clusterIPs' ? index : 0, next);
    });
    return;
  }
  if (old.length > next.length && (spec.clusterIPs ?? none).length === 0) {
    found.push(fieldError.invalid(`${path}[0]`, next, `primary ${one} can not be unset`));
  }
  if (old.length > 0 && next.length > 0 && next[0] !== old[0]) changed(0, spec.clusterIPs ?? none);
  if (old.length > next.length && next.length === 1 && spec.ipFamilyPolicy !== 'SingleStack') {
    const detail = `must be set to 'SingleStack' when releasing the secondary ${one}`;
    found.push(fieldError.invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy ?? null, detail));
  }
}

export function clusterAddressUpdate(found: Found, next: ServiceSpec, old: ServiceSpec): void {
  if (next.type === 'ExternalName' || old.type === 'ExternalName') return;
  const headless = [isHeadless(next), isHeadless(old)];
  if (!(headless[0] && headless[1])) {
    const lists = { next: next.clusterIPs ?? none, old: old.clusterIPs ?? none };
    keepsPrimary(found, next, { field: 'clusterIPs', one: 'clusterIP', ...lists });
  }
  if (!headless[0] && !headless[1]) {
    const lists = { next: next.ipFamilies ?? none, old: old.ipFamilies ?? none };
    keepsPrimary(found, next, { field: 'ipFamilies', one: 'ipFamily', ...lists });
  }
}
