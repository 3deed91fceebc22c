/** Finds the parameters that a binding refers to. Upstream: CollectParams. */
import type { ParamKind, ParamRef } from '@kubets/api';
import { type KubeObject, parseApiVersion } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { selectorFromLabelSelector } from '@kubets/machinery/selectors';
import { type AdmittedRequest, PolicyConfigurationError, type PolicyHost } from './policy-kinds.ts';

/** The resource of a policy's parameters. Throws PolicyConfigurationError if it is not served. */
export function paramResource({ apiVersion = '', kind = '' }: ParamKind, host: PolicyHost): ResourceType {
  const parsed = parseApiVersion(apiVersion);
  const found = parsed === undefined ? undefined : host.findKind(parsed.group, parsed.version, kind);
  if (found !== undefined) return found;
  const shown = `${parsed?.group ?? ''}/${parsed?.version ?? ''}, Kind=${kind}`;
  throw new PolicyConfigurationError(`failed to find resource referenced by paramKind: '${shown}'`);
}

/** The namespace to look in; undefined for cluster-scoped parameters. */
function namespaceOf({ namespace = '' }: ParamRef, resource: ResourceType, ofRequest: string): string | undefined {
  if (!resource.namespaced) {
    if (namespace === '') return undefined;
    throw new PolicyConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  }
  if (namespace !== '') return namespace;
  if (ofRequest !== '') return ofRequest;
  throw new PolicyConfigurationError(
    'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
  );
}

async function found(
  { name = '', selector }: ParamRef,
  resource: ResourceType,
  namespace: string | undefined,
  { context }: AdmittedRequest,
): Promise<readonly KubeObject[]> {
  if (name !== '') {
    if (selector !== undefined) {
      throw new PolicyConfigurationError('paramRef.name and paramRef.selector are mutually exclusive');
    }
    const param = await context.get(resource, namespace ?? '', name);
    return param === undefined ? [] : [param];
  }
  if (selector === undefined) throw new PolicyConfigurationError('one of name or selector must be provided');
  const { matches } = selectorFromLabelSelector(selector);
  return (await context.list(resource, namespace)).filter(({ metadata }) => matches(metadata?.labels));
}

/**
 * The parameters for a write: each is evaluated. One undefined for a policy without parameters; none if there are none, and the binding
 * allows that. Throws PolicyConfigurationError.
 */
export async function collectParams(
  resource: ResourceType | undefined,
  reference: ParamRef | undefined,
  request: AdmittedRequest,
): Promise<readonly (KubeObject | undefined)[]> {
  if (resource === undefined || reference === undefined) return [undefined];
  const namespace = namespaceOf(reference, resource, request.attributes.namespace);
  const params = await found(reference, resource, namespace, request);
  if (params.length === 0 && reference.parameterNotFoundAction === 'Deny') {
    throw new PolicyConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction');
  }
  return params;
}
