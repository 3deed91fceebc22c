/** `serviceaccounts/token`: issues a token for a service account. */
import { nodes, pods, secrets, serviceAccounts, type TokenRequest } from '@kubets/api';
import { groupResource } from '@kubets/apiserver/admission';
import type { ApiAnswer } from '@kubets/apiserver/requests';
import { created, handlerAt, type SubresourceCall, type SubresourceHandler } from '@kubets/apiserver/subresources';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import type { ObjectClaim } from '../authentication/service-account-claims.ts';
import type { ServiceAccountTokens } from '../authentication/service-account-tokens.ts';

const minExpirationSeconds = 10 * 60;
const maxExpirationSeconds = 2 ** 32;
const defaultExpirationSeconds = 60 * 60;

function check({ spec }: TokenRequest): readonly FieldError[] {
  const seconds = spec?.expirationSeconds ?? defaultExpirationSeconds;
  const path = 'spec.expirationSeconds';
  return [
    ...(seconds < minExpirationSeconds
      ? [fieldError.invalid(path, seconds, 'may not specify a duration less than 10 minutes')]
      : []),
    ...(seconds > maxExpirationSeconds
      ? [fieldError.invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds')]
      : []),
  ];
}

type Bound = Partial<Record<'pod' | 'secret' | 'node', ObjectClaim>>;

const claim = (object: KubeObject): ObjectClaim => ({
  name: object.metadata?.name ?? '',
  uid: object.metadata?.uid ?? '',
});

async function existing<O extends KubeObject>(
  call: SubresourceCall,
  type: ResourceType<O>,
  namespace: string,
  name: string,
): Promise<O> {
  const object = await call.resources.get(type, namespace, name);
  if (object === undefined) throw errors.notFound(groupResource(type), name);
  return object;
}

async function boundPod(call: SubresourceCall, name: string): Promise<Bound> {
  const account = call.info.name;
  const pod = await existing(call, pods, call.info.namespace, name);
  if (pod.spec?.serviceAccountName !== account)
    throw errors.badRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`,
    );
  const nodeName = pod.spec.nodeName;
  if (!nodeName) return { pod: claim(pod) };
  const node = await call.resources.get(nodes, '', nodeName);
  return { pod: claim(pod), node: node === undefined ? { name: nodeName, uid: '' } : claim(node) };
}

async function boundTo(call: SubresourceCall, request: TokenRequest): Promise<Bound> {
  const reference = request.spec?.boundObjectRef;
  if (reference === undefined) return {};
  const { apiVersion = '', kind = '', name = '', uid } = reference;
  const { namespace } = call.info;
  let bound: Bound;
  let object: ObjectClaim | undefined;
  switch (apiVersion === 'v1' ? kind : '') {
    case 'Pod':
      bound = await boundPod(call, name);
      object = bound.pod;
      break;
    case 'Secret':
      bound = { secret: claim(await existing(call, secrets, namespace, name)) };
      object = bound.secret;
      break;
    case 'Node':
      bound = { node: claim(await existing(call, nodes, '', name)) };
      object = bound.node;
      break;
    default: {
      const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
      throw errors.badRequest(
        `cannot bind token for serviceaccount ${JSON.stringify(call.info.name)} to object of type ${group}/${version}, Kind=${kind}`,
      );
    }
  }
  if (uid && uid !== object?.uid)
    throw errors.conflict(
      { group: '', resource: kind },
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  return bound;
}

async function issue(tokens: ServiceAccountTokens, call: SubresourceCall): Promise<ApiAnswer> {
  const { namespace, name } = call.info;
  const sent = (await call.body()) as TokenRequest;
  if (sent.metadata?.name && sent.metadata.name !== name)
    throw errors.badRequest(
      `metadata.name: Invalid value: ${JSON.stringify(sent.metadata.name)}: must match the service account name if specified`,
    );
  const found = check(sent);
  if (found.length > 0) throw errors.invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, name, found);
  const account = await existing(call, serviceAccounts, namespace, name);
  const request = ((await call.admit(sent)) ?? sent) as TokenRequest;
  const bound = await boundTo(call, request);
  const expirationSeconds = request.spec?.expirationSeconds ?? defaultExpirationSeconds;
  const audiences = request.spec?.audiences?.length ? request.spec.audiences : tokens.apiAudiences;
  const metadata = { name, namespace, creationTimestamp: formatTime(call.clock.now()) };
  const spec = { ...request.spec, audiences, expirationSeconds };
  const answer = { ...request, apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', metadata, spec };
  if (call.dryRun)
    return created({ ...answer, status: { token: '', expirationTimestamp: formatTime(call.clock.now()) } });
  const issued = await tokens.issue({ audiences, expirationSeconds, namespace, account: claim(account), ...bound });
  return created({ ...answer, status: { token: issued.token, expirationTimestamp: formatTime(issued.expires) } });
}

export function tokenRequestHandler(tokens: ServiceAccountTokens): SubresourceHandler {
  return handlerAt({ resource: 'serviceaccounts', subresource: 'token' }, (call) => issue(tokens, call));
}
