/** Decides who may name parameters in admission policies and their bindings. */
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  ParamKind,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '@kubets/api';
import type { AdmissionHost } from '@kubets/apiserver';
import { type AuthorizationAttributes, type Authorizer, privilegedGroup } from '@kubets/apiserver/authorization';
import type { UserInfo } from '@kubets/apiserver/requests';
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { parseApiVersion } from '@kubets/machinery/meta';

export type Policy = ValidatingAdmissionPolicy | MutatingAdmissionPolicy;
export type Binding = ValidatingAdmissionPolicyBinding | MutatingAdmissionPolicyBinding;

export interface ParameterAccessContext {
  readonly authorizer: Authorizer;
  readonly host: Pick<AdmissionHost, 'definitions'>;
}

/** The resources of a kind of parameters: all if the kind is unknown, so that it must not become readable when it is served. */
function resourcesOf(
  kind: ParamKind | undefined,
  { host }: ParameterAccessContext,
): Pick<AuthorizationAttributes, 'group' | 'version' | 'resource'> {
  const parsed = parseApiVersion(kind?.apiVersion ?? '');
  if (kind === undefined || parsed === undefined) return { group: '*', version: '*', resource: '*' };
  const { group, version } = parsed;
  const served = host
    .definitions()
    .find((each) => each.kind === kind.kind && each.group === group && each.version === version);
  return { group, version, resource: served?.plural ?? '*' };
}

async function mayRead(
  user: UserInfo,
  place: Pick<AuthorizationAttributes, 'group' | 'version' | 'resource' | 'namespace' | 'name'>,
  { authorizer }: ParameterAccessContext,
): Promise<boolean> {
  if (user.groups.includes(privilegedGroup)) return true;
  const asked = { isResourceRequest: true, path: '', verb: 'get', subresource: '', ...place };
  return (await authorizer.authorize(user, asked)).decision === 'allow';
}

/** Go's text of the user. */
function shown({ name, uid = '', groups, extra = {} }: UserInfo): string {
  const entries = Object.keys(extra).sort();
  return `&{${name} ${uid} [${groups.join(' ')}] map[${entries.map((key) => `${key}:[${extra[key]?.join(' ')}]`).join(' ')}]}`;
}

/** Undefined if the user may write the policy. */
export async function policyProblem(
  user: UserInfo,
  policy: Policy,
  old: Policy | undefined,
  context: ParameterAccessContext,
): Promise<FieldError | undefined> {
  const kind = policy.spec?.paramKind;
  if (kind === undefined || deepEqual(kind, old?.spec?.paramKind)) return undefined;
  const place = { ...resourcesOf(kind, context), namespace: '*', name: '*' };
  if (await mayRead(user, place, context)) return undefined;
  const which = `(kind=${kind.kind ?? ''}, apiVersion=${kind.apiVersion ?? ''})`;
  const why = `user ${shown(user)} must have "get" permission on all objects of the referenced paramKind ${which}`;
  return fieldError.forbidden('spec.paramKind', why);
}

/** Undefined if the user may write the binding of the policy. */
export async function bindingProblem(
  user: UserInfo,
  binding: Binding,
  old: Binding | undefined,
  policy: Policy | undefined,
  context: ParameterAccessContext,
): Promise<FieldError | undefined> {
  const reference = binding.spec?.paramRef;
  if (reference === undefined) return undefined;
  if (deepEqual(reference, old?.spec?.paramRef) && binding.spec?.policyName === old?.spec?.policyName) return undefined;
  const { namespace = '', name = '' } = reference;
  const place = { ...resourcesOf(policy?.spec?.paramKind, context), namespace, name };
  if (await mayRead(user, place, context)) return undefined;
  const why = `user ${shown(user)} does not have "get" permission on the object referenced by paramRef`;
  return fieldError.forbidden('spec.paramRef', why);
}
