/** What the two kinds of policies have in common. */
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '@kubets/api';
import type { AdmissionAttributes, AdmissionContext } from '@kubets/apiserver/admission';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { ExpressionHost } from '../cel/index.ts';

export type Policy = ValidatingAdmissionPolicy | MutatingAdmissionPolicy;
export type Binding = ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding;

export const nameOf = (object: Policy | Binding): string => object.metadata?.name ?? '';

export interface PolicyHost extends ExpressionHost {
  /** The served resource whose objects have this kind; undefined if none is served. */
  findKind(group: string, version: string, kind: string): ResourceType | undefined;
}

/** One write under admission. */
export interface AdmittedRequest {
  readonly attributes: AdmissionAttributes;
  readonly context: AdmissionContext;
  readonly host: PolicyHost;
}

/** A policy, or one of its bindings, that cannot be used. Whether that refuses the request depends on its failure policy. */
export class PolicyConfigurationError extends Error {
  override readonly name = 'PolicyConfigurationError';
}
