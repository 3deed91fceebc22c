/** Checks the types of expressions in ValidatingAdmissionPolicies, and reports warnings in their status. */
import { type ValidatingAdmissionPolicy, validatingAdmissionPolicies } from '@kubets/api';
import { rule } from '@kubets/api/policy-rules';
import { defineController } from '@kubets/controller-runtime';

/** Whether the status is that of the current spec. */
function isChecked({ metadata, status }: ValidatingAdmissionPolicy): boolean {
  return status?.typeChecking !== undefined && (status.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
}

export const admissionPolicyStatusController = defineController<ValidatingAdmissionPolicy>({
  name: 'validatingadmissionpolicy-status',
  identity: 'validatingadmissionpolicy-status-controller',
  rules: [
    rule('get list watch', 'admissionregistration.k8s.io', 'validatingadmissionpolicies'),
    rule('get patch update', 'admissionregistration.k8s.io', 'validatingadmissionpolicies/status'),
    rule('create patch update', 'core events.k8s.io', 'events'),
  ],
  for: validatingAdmissionPolicies,
  async reconcile(policy, { client, signal }) {
    if (isChecked(policy)) return;
    const { typeCheckPolicy } = await import('@kubets/api/policy-type-check');
    const expressionWarnings = await typeCheckPolicy(policy);
    const { generation } = policy.metadata ?? {};
    const status = {
      ...policy.status,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      typeChecking: expressionWarnings.length === 0 ? {} : { expressionWarnings },
    };
    await client.updateStatus(validatingAdmissionPolicies, { ...policy, status }, { signal });
  },
});
