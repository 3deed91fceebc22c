/** Validation of the bindings of admission policies. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { among, type Found, required, subdomain } from '../core/validation/checks.ts';
import type {
  MutatingAdmissionPolicyBinding,
  ValidatingAdmissionPolicyBinding,
} from '../generated/admissionregistration/v1.ts';
import { checkMatchResources, checkMutableOperations, checkParamRef } from './match-resources.ts';

type BindingSpec = Pick<
  NonNullable<MutatingAdmissionPolicyBinding['spec']>,
  'policyName' | 'paramRef' | 'matchResources'
>;

function checkBinding(found: Found, { policyName, paramRef, matchResources }: BindingSpec, matchPath: string): void {
  if (required(found, 'spec.policyName', policyName)) subdomain(found, 'spec.policyName', policyName);
  if (paramRef !== undefined) checkParamRef(found, 'spec.paramRef', paramRef);
  if (matchResources !== undefined) checkMatchResources(found, matchPath, matchResources);
}

function checkActions(found: Found, path: string, actions: readonly string[]): void {
  const seen = new Set<string>();
  actions.forEach((action, index) => {
    among(found, `${path}[${index}]`, action, ['Audit', 'Deny', 'Warn']);
    if (seen.has(action)) found.push(fieldError.duplicate(`${path}[${index}]`, action));
    seen.add(action);
  });
  if (seen.has('Deny') && seen.has('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    found.push(fieldError.invalid(path, actions, detail));
  }
  if (seen.size === 0) found.push(fieldError.required(path, 'at least one validation action is required'));
}

/** The path `matchResouces` is upstream's spelling. */
export function validateValidatingBinding(binding: ValidatingAdmissionPolicyBinding): readonly FieldError[] {
  const found: FieldError[] = [];
  checkBinding(found, binding.spec ?? {}, 'spec.matchResouces');
  checkActions(found, 'spec.validationActions', binding.spec?.validationActions ?? []);
  return found;
}

export function validateMutatingBinding(binding: MutatingAdmissionPolicyBinding): readonly FieldError[] {
  const found: FieldError[] = [];
  checkBinding(found, binding.spec ?? {}, 'spec.matchResources');
  checkMutableOperations(found, 'spec.matchResources', binding.spec?.matchResources);
  return found;
}
