/** Warnings for Services that are valid but likely wrong. */
import { cidrWarnings, ipWarnings } from '@kubets/machinery/values';
import type { Service } from '../generated/core/v1.ts';
import { unimplementedServiceWarnings } from '../unimplemented/service-fields.ts';
import { isHeadless } from './service-preparation.ts';

const hintsAnnotation = 'service.kubernetes.io/topology-aware-hints';

/** The pod network and the service proxy have only IPv4. */
const ipv6Effect = 'IPv6 is not implemented by kubets: the IPv6 cluster IP is allocated, but pods cannot reach it';

export function serviceWarnings({ metadata, spec = {} }: Service): readonly string[] {
  const found: string[] = [];
  if (metadata?.annotations?.[hintsAnnotation] !== undefined) {
    const instead = 'service.kubernetes.io/topology-mode';
    found.push(`annotation ${hintsAnnotation} is deprecated, please use ${instead} instead`);
  }
  spec.clusterIPs?.forEach((address, index) => {
    if (address !== 'None') found.push(...ipWarnings(address, `spec.clusterIPs[${index}]`));
  });
  spec.externalIPs?.forEach((address, index) => {
    found.push(...ipWarnings(address, `spec.externalIPs[${index}]`));
  });
  if (spec.loadBalancerIP) found.push(...ipWarnings(spec.loadBalancerIP, 'spec.loadBalancerIP'));
  spec.loadBalancerSourceRanges?.forEach((range, index) => {
    found.push(...cidrWarnings(range.trim(), `spec.loadBalancerSourceRanges[${index}]`));
  });
  const external = spec.type === 'ExternalName';
  if (external && (spec.externalIPs ?? []).length > 0) {
    found.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (!external && spec.externalName) {
    found.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (!external && !isHeadless(spec)) {
    const index = spec.ipFamilies?.indexOf('IPv6') ?? -1;
    if (index >= 0) found.push(`spec.ipFamilies[${index}]: ${ipv6Effect}`);
  }
  found.push(...unimplementedServiceWarnings(spec, 'spec'));
  return found;
}
