/** Admission policies and their bindings: validate or mutate requests with CEL expressions. */
import { ageOf, nameOf, selectorText, unset } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../generated/admissionregistration/v1.ts';

const common = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  generation: true,
  unconditionalUpdate: false,
} as const;

/** Loaded with the first policy. */
const validation = () => import('./validation.ts');

function paramKindCell(kind: ParamKind | undefined): string {
  return kind === undefined ? unset : `${kind.apiVersion ?? ''}/${kind.kind ?? ''}`;
}

function paramRefCell(reference: ParamRef | undefined): string {
  if (reference?.name) return `${reference.namespace || '*'}/${reference.name}`;
  return reference?.selector === undefined ? unset : selectorText(reference.selector);
}

export const validatingAdmissionPolicies = defineResource<ValidatingAdmissionPolicy>({
  ...common,
  kind: 'ValidatingAdmissionPolicy',
  validateInTurns: async (...write) => (await validation()).validateValidatingPolicy(...write),
  resetFields: { status: ['spec', 'metadata'] },
  row: (policy, now) => [
    nameOf(policy),
    policy.spec?.validations?.length ?? 0,
    paramKindCell(policy.spec?.paramKind),
    ageOf(policy, now),
  ],
});

export const validatingAdmissionPolicyBindings = defineResource<ValidatingAdmissionPolicyBinding>({
  ...common,
  kind: 'ValidatingAdmissionPolicyBinding',
  validateInTurns: async (binding) => (await validation()).validateValidatingBinding(binding),
  row: (binding, now) => [
    nameOf(binding),
    binding.spec.policyName,
    paramRefCell(binding.spec.paramRef),
    ageOf(binding, now),
  ],
});

export const mutatingAdmissionPolicies = defineResource<MutatingAdmissionPolicy>({
  ...common,
  kind: 'MutatingAdmissionPolicy',
  validateInTurns: async (policy, old) => (await validation()).validateMutatingPolicy(policy, old),
  row: (policy, now) => [
    nameOf(policy),
    policy.spec?.mutations?.length ?? 0,
    paramKindCell(policy.spec?.paramKind),
    ageOf(policy, now),
  ],
});

export const mutatingAdmissionPolicyBindings = defineResource<MutatingAdmissionPolicyBinding>({
  ...common,
  kind: 'MutatingAdmissionPolicyBinding',
  validateInTurns: async (binding) => (await validation()).validateMutatingBinding(binding),
  row: (binding, now) => [
    nameOf(binding),
    binding.spec?.policyName ?? '',
    paramRefCell(binding.spec?.paramRef),
    ageOf(binding, now),
  ],
});
