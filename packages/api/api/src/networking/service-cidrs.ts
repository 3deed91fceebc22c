/** ServiceCIDRs: the IP ranges of cluster IPs. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ServiceCIDR } from '../generated/networking/v1.ts';

export const serviceCIDRs = defineResource<ServiceCIDR>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  resetFields: { status: ['spec', 'metadata'] },
  generation: false,
  row: (range, now) => [nameOf(range), (range.spec?.cidrs ?? []).join(','), ageOf(range, now)],
});
