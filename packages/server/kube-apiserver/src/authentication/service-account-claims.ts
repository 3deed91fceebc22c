/** The claims of service account tokens. */

import { asAuthenticated, serviceAccountGroups } from '@kubets/apiserver/authentication';
import type { UserInfo } from '@kubets/apiserver/requests';

export interface ObjectClaim {
  readonly name: string;
  readonly uid: string;
}

/** The claims under `kubernetes.io`. */
interface KubernetesClaims {
  readonly namespace: string;
  readonly serviceaccount: ObjectClaim;
  readonly pod?: ObjectClaim;
  readonly secret?: ObjectClaim;
  readonly node?: ObjectClaim;
  /** Seconds since the epoch after which a client should have reloaded the token. */
  readonly warnafter?: number;
}

export interface ServiceAccountClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly nbf: number;
  readonly jti: string;
  readonly kubernetes: KubernetesClaims;
}

/** Tokens mounted into pods request this many seconds; clients that never reload them get a year of grace. */
export const warnOnlySeconds = 3607;
const extendedSeconds = 365 * 24 * 60 * 60;

export interface ClaimsRequest {
  readonly issuer: string;
  /** The claims that the API server itself uses. */
  readonly apiAudiences: readonly string[];
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  /** Seconds since the epoch. */
  readonly now: number;
  readonly id: string;
  readonly namespace: string;
  readonly account: ObjectClaim;
  readonly pod?: ObjectClaim;
  readonly secret?: ObjectClaim;
  readonly node?: ObjectClaim;
}

/** The wire form, keys in upstream's order, and the expiration reported to the client (seconds since the epoch). */
export function claimsFor(request: ClaimsRequest): { readonly claims: object; readonly expires: number } {
  const { now, namespace, account, pod, secret, node } = request;
  const expires = now + request.expirationSeconds;
  const forUs = request.audiences.every((audience) => request.apiAudiences.includes(audience));
  const extended = pod !== undefined && forUs && request.expirationSeconds === warnOnlySeconds;
  const kubernetes: KubernetesClaims = {
    namespace,
    ...(node === undefined ? {} : { node }),
    ...(pod === undefined ? {} : { pod }),
    ...(secret === undefined ? {} : { secret }),
    serviceaccount: account,
    ...(extended ? { warnafter: expires } : {}),
  };
  return {
    expires,
    claims: {
      aud: request.audiences,
      exp: extended ? now + extendedSeconds : expires,
      iat: now,
      iss: request.issuer,
      jti: request.id,
      'kubernetes.io': kubernetes,
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${account.name}`,
    },
  };
}

type Json = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null;

function objectClaim(value: unknown): ObjectClaim | undefined {
  if (!isRecord(value) || typeof value.name !== 'string') return undefined;
  return { name: value.name, uid: typeof value.uid === 'string' ? value.uid : '' };
}

/** Undefined if the claims do not have the form of a service account token's. */
export function readClaims(raw: Json): ServiceAccountClaims | undefined {
  const kubernetes = raw['kubernetes.io'];
  const { iss, sub, aud, exp, iat, nbf, jti } = raw;
  if (!isRecord(kubernetes) || typeof kubernetes.namespace !== 'string') return undefined;
  const account = objectClaim(kubernetes.serviceaccount);
  const audiences = typeof aud === 'string' ? [aud] : aud;
  if (account === undefined || !Array.isArray(audiences) || !audiences.every((each) => typeof each === 'string'))
    return undefined;
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof exp !== 'number') return undefined;
  const pod = objectClaim(kubernetes.pod);
  const secret = objectClaim(kubernetes.secret);
  const node = objectClaim(kubernetes.node);
  const warnafter = kubernetes.warnafter;
  return {
    iss,
    sub,
    aud: audiences,
    exp,
    iat: typeof iat === 'number' ? iat : 0,
    nbf: typeof nbf === 'number' ? nbf : 0,
    jti: typeof jti === 'string' ? jti : '',
    kubernetes: {
      namespace: kubernetes.namespace,
      serviceaccount: account,
      ...(pod === undefined ? {} : { pod }),
      ...(secret === undefined ? {} : { secret }),
      ...(node === undefined ? {} : { node }),
      ...(typeof warnafter === 'number' ? { warnafter } : {}),
    },
  };
}

/** The user of a token with these claims, which must have been verified. */
export function userOf({ kubernetes, jti }: ServiceAccountClaims): UserInfo {
  const { namespace, serviceaccount, pod, node } = kubernetes;
  const extra: Record<string, readonly string[]> = {};
  const note = (key: string, value: string | undefined): void => {
    if (value) extra[`authentication.kubernetes.io/${key}`] = [value];
  };
  note('credential-id', jti && `JTI=${jti}`);
  note('node-name', node?.name);
  note('node-uid', node?.uid);
  note('pod-name', pod?.name);
  note('pod-uid', pod?.uid);
  return asAuthenticated({
    name: `system:serviceaccount:${namespace}:${serviceaccount.name}`,
    uid: serviceaccount.uid,
    groups: serviceAccountGroups(namespace),
    extra,
  });
}
