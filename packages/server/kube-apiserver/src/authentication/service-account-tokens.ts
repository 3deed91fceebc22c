/** Issues and verifies bound service account tokens. */
import { nodes, pods, secrets, serviceAccounts } from '@kubets/api';
import type { ResourceReader } from '@kubets/apiserver/access';
import type { UserInfo } from '@kubets/apiserver/requests';
import type { Clock, Random } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { peekClaims, signToken, verifyToken } from './json-web-token.ts';
import {
  type ClaimsRequest,
  claimsFor,
  type ObjectClaim,
  readClaims,
  type ServiceAccountClaims,
  userOf,
} from './service-account-claims.ts';
import type { SigningKey } from './signing-key.ts';

export const defaultIssuer = 'https://kubernetes.default.svc.cluster.local';

export interface ServiceAccountTokensOptions {
  /** The first signs; all of them verify. */
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly issuer?: string;
  /** Default: the issuer. */
  readonly apiAudiences?: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
}

export type TokenVerdict =
  | { readonly valid: true; readonly user: UserInfo; readonly audiences: readonly string[] }
  /** `ours` is false if the text is not a service account token of this cluster. */
  | { readonly valid: false; readonly ours: boolean; readonly reason: string };

export type IssueRequest = Pick<
  ClaimsRequest,
  'audiences' | 'expirationSeconds' | 'namespace' | 'account' | 'pod' | 'secret' | 'node'
>;

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since the epoch, as reported to the client. */
  readonly expires: number;
  readonly id: string;
}

export interface ServiceAccountTokens {
  readonly issuer: string;
  readonly apiAudiences: readonly string[];
  readonly keys: readonly SigningKey[];
  issue(request: IssueRequest): Promise<IssuedToken>;
  /** `audiences`: at least one must be among the token's; empty means the API server's own. */
  verify(reader: Pick<ResourceReader, 'get'>, token: string, audiences?: readonly string[]): Promise<TokenVerdict>;
}

/** How far clocks may differ, and how long a token outlives the deletion timestamp of the object it is bound to. */
const leewaySeconds = 60;
/** Verified signatures are cached; the bound object is looked up every time. */
const maxCachedTokens = 4096;

const refused = (reason: string): TokenVerdict => ({ valid: false, ours: true, reason });

async function isGone(
  reader: Pick<ResourceReader, 'get'>,
  type: ResourceType,
  namespace: string,
  bound: ObjectClaim,
  now: number,
): Promise<boolean> {
  const object: KubeObject | undefined = await reader.get(type, namespace, bound.name);
  const metadata = object?.metadata;
  if (metadata === undefined || metadata.uid !== bound.uid) return true;
  const deleted = metadata.deletionTimestamp;
  return deleted !== undefined && Date.parse(deleted) / 1000 < now - leewaySeconds;
}

/** The missing object that the token is bound to, with upstream's wording. */
async function staleBinding(
  reader: Pick<ResourceReader, 'get'>,
  { kubernetes }: ServiceAccountClaims,
  now: number,
): Promise<string | undefined> {
  const { namespace, serviceaccount, pod, secret, node } = kubernetes;
  if (await isGone(reader, serviceAccounts, namespace, serviceaccount, now))
    return `service account ${namespace}/${serviceaccount.name} has been deleted`;
  if (secret !== undefined && (await isGone(reader, secrets, namespace, secret, now)))
    return 'service account token has been invalidated';
  if (pod !== undefined && (await isGone(reader, pods, namespace, pod, now)))
    return 'service account token has been invalidated';
  // A pod's token names its node only for information.
  if (pod === undefined && node !== undefined && (await isGone(reader, nodes, '', node, now)))
    return 'service account token has been invalidated';
  return undefined;
}

export function serviceAccountTokens(options: ServiceAccountTokensOptions): ServiceAccountTokens {
  const { keys, clock, random, issuer = defaultIssuer } = options;
  const apiAudiences = options.apiAudiences ?? [issuer];
  const signed = new Map<string, ServiceAccountClaims>();
  const seconds = (): number => Math.floor(clock.now() / 1000);

  async function readSigned(token: string): Promise<ServiceAccountClaims | undefined> {
    const before = signed.get(token);
    if (before !== undefined) return before;
    const raw = await verifyToken(keys, token);
    const claims = raw === undefined ? undefined : readClaims(raw);
    if (claims === undefined) return undefined;
    const oldest = signed.size >= maxCachedTokens ? signed.keys().next().value : undefined;
    if (oldest !== undefined) signed.delete(oldest);
    signed.set(token, claims);
    return claims;
  }

  return {
    issuer,
    apiAudiences,
    keys,
    async issue(request) {
      const id = random.uuid();
      const audiences = request.audiences.length === 0 ? apiAudiences : request.audiences;
      const { claims, expires } = claimsFor({ ...request, audiences, issuer, apiAudiences, now: seconds(), id });
      return { token: await signToken(keys[0], claims), expires: expires * 1000, id };
    },
    async verify(reader, token, audiences = []) {
      if (peekClaims(token)?.iss !== issuer) return { valid: false, ours: false, reason: 'invalid bearer token' };
      const claims = await readSigned(token);
      const now = seconds();
      if (claims === undefined) return refused('invalid signature');
      if (now > claims.exp + leewaySeconds) return refused('service account token has expired');
      if (now < claims.nbf - leewaySeconds) return refused('service account token is not valid yet');
      const wanted = audiences.length === 0 ? apiAudiences : audiences;
      const shared = wanted.filter((audience) => claims.aud.includes(audience));
      if (shared.length === 0)
        return refused(
          `token audiences ${JSON.stringify(claims.aud)} is invalid for the target audiences ${JSON.stringify(wanted)}`,
        );
      const { namespace, serviceaccount } = claims.kubernetes;
      if (claims.sub !== `system:serviceaccount:${namespace}:${serviceaccount.name}`)
        return refused('sub claim does not match the service account');
      const stale = await staleBinding(reader, claims, now);
      return stale === undefined ? { valid: true, user: userOf(claims), audiences: shared } : refused(stale);
    },
  };
}
