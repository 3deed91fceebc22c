/** The admission plugins of policies. What evaluates policies is loaded with the first one. */
import {
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
} from '@kubets/api';
import type { AdmissionHost } from '@kubets/apiserver';
import type { AdmissionPlugin } from '@kubets/apiserver/admission';
import type { Authorizer } from '@kubets/apiserver/authorization';
import { loadOnce } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { PolicyHost } from './policy-kinds.ts';
import type { BindingObject, BoundPolicy, PolicySource, PolicySourceOptions } from './policy-source.ts';

export interface AdmissionPolicyOptions {
  readonly host: AdmissionHost;
  /** Decides what the variable `authorizer` answers. */
  readonly authorizer: Authorizer;
  /** Milliseconds, as `Clock.monotonic`. */
  readonly monotonic: () => number;
  /** Ends the subscriptions to changes of policies. */
  readonly signal: AbortSignal;
}

/** Policies do not apply to policies, so that a wrong one can be corrected, nor to the reviews that authenticate and authorize. */
const exempt: Readonly<Record<string, RegExp>> = {
  'admissionregistration.k8s.io': /^(mutating|validating)admissionpolic(ies|ybindings)$/,
  'authentication.k8s.io': /^(selfsubject|token)reviews$/,
  'authorization.k8s.io': /^((local|self|)subjectaccess|selfsubjectrules)reviews$/,
};

const isExempt = ({ group, plural }: ResourceType): boolean => exempt[group]?.test(plural) ?? false;

// An import that has been carried out before still costs more than the evaluation of a small policy.
const load = loadOnce(() => import('./evaluate-policies.ts'));

/** Created with the first write, so that the start of the server neither reads policies nor loads what follows them. */
class LateSource<P extends KubeObject, B extends BindingObject, C> {
  readonly #open: () => Promise<PolicySource<P, B, C>>;
  #source: PolicySource<P, B, C> | undefined;

  constructor(
    { host, signal }: AdmissionPolicyOptions,
    parts: Omit<PolicySourceOptions<P, B, C>, 'reader' | 'signal'>,
  ) {
    this.#open = loadOnce(async () => {
      const { PolicySource } = await import('./policy-source.ts');
      this.#source = new PolicySource({ ...parts, reader: host.resources, signal });
      return this.#source;
    });
  }

  /** Whether there may be policies for writes of the resource. */
  concerns(resource: ResourceType): boolean {
    return (this.#source?.mayHavePolicies ?? true) && !isExempt(resource);
  }

  bound(): readonly BoundPolicy<P, B, C>[] | Promise<readonly BoundPolicy<P, B, C>[]> {
    return this.#source?.bound() ?? this.#open().then((source) => source.bound());
  }
}

function policyHost({ host, authorizer, monotonic }: AdmissionPolicyOptions): PolicyHost {
  return {
    authorizer,
    monotonic,
    findKind: (group, version, kind) =>
      host.definitions().find((each) => each.kind === kind && each.group === group && each.version === version),
  };
}

export function mutatingPolicies(options: AdmissionPolicyOptions): AdmissionPlugin {
  const host = policyHost(options);
  const source = new LateSource(options, {
    policies: mutatingAdmissionPolicies,
    bindings: mutatingAdmissionPolicyBindings,
    compile: async (policy) => (await load()).compileMutatingPolicy(policy),
  });
  return {
    name: 'MutatingAdmissionPolicy',
    on: { subresources: ['*'], operations: ['CREATE', 'UPDATE', 'CONNECT'] },
    isConfigured: (_operation, resource) => source.concerns(resource),
    async mutate(object, attributes, context) {
      const policies = await source.bound();
      if (policies.length === 0) return object;
      const { mutateWrite, mutatingMetrics } = await load();
      return mutateWrite(object, policies, { attributes, context, host }, mutatingMetrics(options.host.metrics));
    },
  };
}

export function validatingPolicies(options: AdmissionPolicyOptions): AdmissionPlugin {
  const host = policyHost(options);
  const source = new LateSource(options, {
    policies: validatingAdmissionPolicies,
    bindings: validatingAdmissionPolicyBindings,
    compile: async (policy) => (await load()).compileValidatingPolicy(policy),
  });
  return {
    name: 'ValidatingAdmissionPolicy',
    on: { subresources: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] },
    isConfigured: (_operation, resource) => source.concerns(resource),
    async validate(attributes, context) {
      const policies = await source.bound();
      if (policies.length === 0) return;
      const { validateWrite, validatingMetrics } = await load();
      await validateWrite(policies, { attributes, context, host }, validatingMetrics(options.host.metrics));
    },
  };
}
