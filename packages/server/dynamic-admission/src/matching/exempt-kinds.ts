/** The kinds that no webhook and no policy intercepts, so that a wrong one can always be corrected. */
import type { ResourceType } from '@kubets/machinery/resource-type';

const exempt: ReadonlySet<string> = new Set([
  'validatingwebhookconfigurations',
  'mutatingwebhookconfigurations',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
]);

export function isExempt({ group, plural }: Pick<ResourceType, 'group' | 'plural'>): boolean {
  return group === 'admissionregistration.k8s.io' && exempt.has(plural);
}
