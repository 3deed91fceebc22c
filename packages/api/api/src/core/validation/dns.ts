/** Validation of a pod's DNS configuration and host aliases. */
import { fieldError } from '@kubets/machinery/field-error';
import { dns1123SubdomainWithUnderscore } from '@kubets/machinery/names';
import { validateLegacyIp } from '@kubets/machinery/values';
import type { HostAlias, PodDNSConfig } from '../../generated/core/v1.ts';
import { closed, type Found, invalidFor, subdomain } from './checks.ts';

const maxNameservers = 3;
const maxSearchPaths = 32;
const maxSearchListLength = 2048;
const loose = { strict: false };

export function dnsPolicy(found: Found, path: string, policy: string | undefined): void {
  closed(found, path, policy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']);
}

function searches(found: Found, path: string, list: readonly string[]): void {
  const invalid = (detail: string): void => {
    found.push(fieldError.invalid(path, list, detail));
  };
  if (list.length > maxSearchPaths) invalid(`must not have more than ${maxSearchPaths} search paths`);
  if (list.join(' ').length > maxSearchListLength) {
    invalid(`must not have more than ${maxSearchListLength} characters (including spaces) in the search list`);
  }
  list.forEach((search, index) => {
    if (search === '.') return;
    const name = search.endsWith('.') ? search.slice(0, -1) : search;
    invalidFor(found, `${path}[${index}]`, name, dns1123SubdomainWithUnderscore(name));
  });
}

export function dnsConfig(found: Found, path: string, config: PodDNSConfig | undefined, policy: string): void {
  const nameservers = config?.nameservers ?? [];
  if (policy === 'None') {
    if (config === undefined) {
      found.push(fieldError.required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
      return;
    }
    if (nameservers.length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      found.push(fieldError.required(`${path}.nameservers`, detail));
      return;
    }
  }
  if (config === undefined) return;
  if (nameservers.length > maxNameservers) {
    const detail = `must not have more than ${maxNameservers} nameservers`;
    found.push(fieldError.invalid(`${path}.nameservers`, nameservers, detail));
  }
  nameservers.forEach((address, index) => {
    found.push(...validateLegacyIp(address, `${path}.nameservers[${index}]`, loose));
  });
  searches(found, `${path}.searches`, config.searches ?? []);
  config.options?.forEach(({ name }, index) => {
    if (!name) found.push(fieldError.required(`${path}.options[${index}]`, 'must not be empty'));
  });
}

export function hostAliases(found: Found, path: string, aliases: readonly HostAlias[] | undefined): void {
  aliases?.forEach(({ ip, hostnames }, index) => {
    found.push(...validateLegacyIp(ip, `${path}[${index}].ip`, loose));
    hostnames?.forEach((name, at) => {
      subdomain(found, `${path}[${index}].hostnames[${at}]`, name);
    });
  });
}
