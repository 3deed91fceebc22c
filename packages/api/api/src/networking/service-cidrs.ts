/** ServiceCIDRs: the IP ranges of cluster IPs. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { parseCidr, validateCidr } from '@kubets/machinery/values';
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ServiceCIDR } from '../generated/networking/v1.ts';

const path = 'spec.cidrs';
const maxCidrs = 2;
const minIpv6Prefix = 64;
const immutable = 'field is immutable';

/** The spec in the format of upstream's internal type. */
const shown = (cidrs: readonly string[]) => ({ CIDRs: cidrs });

function validate({ spec }: ServiceCIDR): readonly FieldError[] {
  const cidrs = spec?.cidrs ?? [];
  if (cidrs.length === 0) return [fieldError.required(path, 'at least one CIDR required')];
  if (cidrs.length > maxCidrs) return [fieldError.invalid(path, shown(cidrs), 'may only hold up to 2 values')];
  const versions = cidrs.map((cidr) => parseCidr(cidr, { sloppy: true })?.address.version);
  if (cidrs.length === 2 && (versions.includes(undefined) || versions[0] === versions[1])) {
    const detail = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
    return [fieldError.invalid(path, shown(cidrs), detail)];
  }
  return cidrs.flatMap((cidr, index) => validateCidr(cidr, `${path}[${index}]`));
}

/** A second family may be added. Nothing else may change. */
function validateUpdate(next: ServiceCIDR, old: ServiceCIDR): readonly FieldError[] {
  const [cidrs, before] = [next.spec?.cidrs ?? [], old.spec?.cidrs ?? []];
  const added = before.length === 1 && cidrs.length === maxCidrs;
  if (cidrs.length !== before.length && !added) return [fieldError.invalid(path, cidrs, immutable)];
  const changed = before.flatMap((cidr, index) =>
    cidr === cidrs[index] ? [] : [fieldError.invalid(`${path}[${index}]`, cidrs[index], immutable)],
  );
  return added ? [...changed, ...validate(next)] : changed;
}

/** Upstream accepts these ranges, and logs in the API server that it allocates no address from them. */
function warnings({ spec }: ServiceCIDR): readonly string[] {
  return (spec?.cidrs ?? []).flatMap((text, index) => {
    const cidr = parseCidr(text);
    if (cidr?.address.version !== 6 || cidr.prefix >= minIpv6Prefix) return [];
    return [
      `${path}[${index}]: no addresses are allocated from ${text}: the shortest prefix length of an IPv6 range is ${minIpv6Prefix}`,
    ];
  });
}

export const serviceCIDRs = defineResource<ServiceCIDR>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  resetFields: { status: ['spec', 'metadata'] },
  generation: false,
  validate,
  validateUpdate,
  warnings,
  row: (range, now) => [nameOf(range), (range.spec?.cidrs ?? []).join(','), ageOf(range, now)],
});
