/** NetworkPolicies: allowed traffic from and to pods. */
import { ageOf, nameOf, selectorCell } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { NetworkPolicy } from '../generated/networking/v1.ts';
import { validateNetworkPolicy } from './network-policy-validation.ts';

export const networkPolicies = defineResource<NetworkPolicy>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  generation: true,
  validate: validateNetworkPolicy,
  validateUpdate: validateNetworkPolicy,
  row: (policy, now) => [nameOf(policy), selectorCell(policy.spec?.podSelector), ageOf(policy, now)],
});
