/**
 * Who may name parameters in admission policies and bindings: only users who can read them, because the messages of a policy can contain
 * them. Upstream: authz.go of the strategies of the four kinds.
 */
import {
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
} from '@kubets/api';
import { type AdmissionPlugin, defineAdmission } from '@kubets/apiserver/admission';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import type { Binding, ParameterAccessContext, Policy } from './parameter-rules.ts';

const on = <T extends Policy | Binding>(resource: ResourceType<T>) =>
  ({ resource, operations: ['CREATE', 'UPDATE'] }) as const;

function ofPolicies(resource: ResourceType<Policy>, context: ParameterAccessContext): AdmissionPlugin {
  return defineAdmission({
    name: 'ParameterAccess',
    on: on(resource),
    async validate({ user, object, oldObject, name }) {
      if (object?.spec?.paramKind === undefined) return;
      const { policyProblem } = await import('./parameter-rules.ts');
      const problem = await policyProblem(user, object, oldObject, context);
      if (problem !== undefined) throw errors.invalid(resource, name, [problem]);
    },
  });
}

function ofBindings(
  resource: ResourceType<Binding>,
  policies: ResourceType<Policy>,
  context: ParameterAccessContext,
): AdmissionPlugin {
  return defineAdmission({
    name: 'ParameterAccess',
    on: on(resource),
    async validate({ user, object, oldObject, name }, { get }) {
      if (object?.spec?.paramRef === undefined) return;
      const { bindingProblem } = await import('./parameter-rules.ts');
      const policy = await get(policies, '', object.spec.policyName ?? '');
      const problem = await bindingProblem(user, object, oldObject, policy, context);
      if (problem !== undefined) throw errors.invalid(resource, name, [problem]);
    },
  });
}

/** Checks that are part of the API, and not plugins that can be disabled. */
export function parameterAccess(context: ParameterAccessContext): readonly AdmissionPlugin[] {
  return [
    ofPolicies(validatingAdmissionPolicies, context),
    ofPolicies(mutatingAdmissionPolicies, context),
    ofBindings(validatingAdmissionPolicyBindings, validatingAdmissionPolicies, context),
    ofBindings(mutatingAdmissionPolicyBindings, mutatingAdmissionPolicies, context),
  ];
}
