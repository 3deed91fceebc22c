/** Finds the policies, bindings and parameters for a write. */
import { type Namespace, namespaces } from '@kubets/api';
import type { AdmissionVersion } from '@kubets/apiserver/admission';
import { messageOf } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import { collectParams, paramResource } from './collect-params.ts';
import type { AdmittedRequest, Binding, Policy } from './policy-kinds.ts';
import { bindingMatcher, policyMatcher } from './policy-matchers.ts';
import type { BoundPolicy } from './policy-source.ts';

/** A policy with one of its bindings, for a write that both match. */
export interface Invocation<P, B, C> {
  readonly policy: P;
  readonly binding: B;
  readonly bound: BoundPolicy<P, B, C>;
  /** The version that the policy matches. */
  readonly version: AdmissionVersion;
  readonly params: readonly (KubeObject | undefined)[];
}

/** A policy (without a binding) or a binding that cannot be used. */
export interface ConfigurationProblem<P, B> {
  readonly policy: P;
  readonly binding?: B;
  readonly message: string;
}

export type Found<P, B, C> = Invocation<P, B, C> | ConfigurationProblem<P, B>;

async function ofBindings<P extends Policy, B extends Binding, C>(
  bound: BoundPolicy<P, B, C>,
  version: AdmissionVersion,
  resource: ResourceType | undefined,
  request: AdmittedRequest,
): Promise<readonly Found<P, B, C>[]> {
  const { policy } = bound;
  const found: Found<P, B, C>[] = [];
  for (const binding of bound.bindings) {
    try {
      const matcher = bindingMatcher(binding);
      const matches = matcher === undefined || (await matcher.match(request.attributes, request.context)) !== undefined;
      if (!matches) continue;
      const params = await collectParams(resource, binding.spec?.paramRef, request);
      found.push({ policy, binding, bound, version, params });
    } catch (error) {
      found.push({ policy, binding, message: `failed to configure binding: ${messageOf(error)}` });
    }
  }
  return found;
}

/** In the order of policies and bindings. */
export async function findInvocations<P extends Policy, B extends Binding, C>(
  policies: readonly BoundPolicy<P, B, C>[],
  request: AdmittedRequest,
): Promise<readonly Found<P, B, C>[]> {
  const found: Found<P, B, C>[] = [];
  for (const bound of policies) {
    const { policy } = bound;
    try {
      const version = await policyMatcher(policy).match(request.attributes, request.context);
      if (version === undefined) continue;
      const { paramKind } = policy.spec ?? {};
      const resource = paramKind === undefined ? undefined : paramResource(paramKind, request.host);
      found.push(...(await ofBindings(bound, version, resource, request)));
    } catch (error) {
      found.push({ policy, message: `failed to configure policy: ${messageOf(error)}` });
    }
  }
  return found;
}

/** The namespace of a write; undefined for cluster-scoped objects and for namespaces. Throws NotFound. */
export async function namespaceOf({ attributes, context }: AdmittedRequest): Promise<Namespace | undefined> {
  const { namespace, kind } = attributes;
  if (namespace === '' || (kind.group === '' && kind.kind === namespaces.kind)) return undefined;
  const found = await context.get(namespaces, '', namespace);
  if (found === undefined) throw errors.notFound({ group: '', resource: namespaces.plural }, namespace);
  return found;
}
