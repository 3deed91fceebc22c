/** The variables `authorizer` and `authorizer.requestResource`: checks of the request's user, each asked once per write. */
import type { AdmissionAttributes } from '@kubets/apiserver/admission';
import type { AuthorizationAttributes, Authorizer } from '@kubets/apiserver/authorization';
import type { UserInfo } from '@kubets/apiserver/requests';
import {
  type AuthorizationAnswer,
  type AuthorizationCheck,
  CelAuthorizer,
  CelPending,
  CelResourceCheck,
} from '@kubets/cel';

function userOf({ user }: AuthorizationCheck, own: UserInfo): UserInfo {
  if (user === undefined) return own;
  const { namespace, serviceAccount } = user;
  return {
    name: `system:serviceaccount:${namespace}:${serviceAccount}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  };
}

function attributesOf(check: AuthorizationCheck): AuthorizationAttributes {
  const { verb, path, group = '', resource = '', subresource = '', namespace = '', name = '' } = check;
  const { fieldSelector, labelSelector } = check;
  return {
    isResourceRequest: path === undefined,
    path: path ?? '',
    verb,
    group,
    version: path === undefined ? '*' : '',
    resource,
    subresource,
    namespace,
    name,
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
  };
}

async function ask(check: AuthorizationCheck, own: UserInfo, authorizer: Authorizer): Promise<AuthorizationAnswer> {
  try {
    const { decision, reason } = await authorizer.authorize(userOf(check, own), attributesOf(check));
    return { allowed: decision === 'allow', reason };
  } catch (error) {
    return { allowed: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Throws CelPending for an answer that is not known yet. */
export function authorizerVariables(
  attributes: AdmissionAttributes,
  authorizer: Authorizer,
): Readonly<Record<string, unknown>> {
  const answers = new Map<string, AuthorizationAnswer>();
  const answer = (check: AuthorizationCheck): AuthorizationAnswer => {
    const key = JSON.stringify(check);
    const known = answers.get(key);
    if (known !== undefined) return known;
    throw new CelPending(async () => {
      answers.set(key, await ask(check, attributes.user, authorizer));
    });
  };
  const { resource, subresource, namespace, name } = attributes;
  return {
    authorizer: new CelAuthorizer(answer),
    'authorizer.requestResource': new CelResourceCheck(answer, {
      group: resource.group,
      resource: resource.plural,
      subresource,
      namespace,
      name,
    }),
  };
}
