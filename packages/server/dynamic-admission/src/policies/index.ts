/** The admission plugins of ValidatingAdmissionPolicy and MutatingAdmissionPolicy. */
export { type AdmissionPolicyOptions, mutatingPolicies, validatingPolicies } from './admission-policies.ts';
export { loadPolicyEvaluation } from './late-modules.ts';
