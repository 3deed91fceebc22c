/** Leases: who holds something, renewed to say it is still alive. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Lease } from '../generated/coordination/v1.ts';

export const leases = defineResource<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  createOnUpdate: true,
  unconditionalUpdate: false,
  row: (lease, now) => [nameOf(lease), lease.spec?.holderIdentity ?? '', ageOf(lease, now)],
});
