/** JSON Web Tokens for service accounts: compact serialization, ES256 only. */
import { fromBase64Url, toBase64Url } from '@kubets/base';
import type { SigningKey } from './signing-key.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

const part = (value: unknown): string => toBase64Url(encoder.encode(JSON.stringify(value)));

export async function signToken(key: SigningKey, claims: object): Promise<string> {
  const signed = `${part({ alg: 'ES256', kid: key.id })}.${part(claims)}`;
  return `${signed}.${toBase64Url(await key.sign(encoder.encode(signed)))}`;
}

function decode(text: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = fromBase64Url(text);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The claims of a token, not verified; undefined if it is not a JSON Web Token. Never trust them before `verifyToken`.
 */
export function peekClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  const parts = token.split('.');
  return parts.length === 3 ? decode(parts[1] ?? '') : undefined;
}

/** The claims, if one of `keys` signed them; the caller checks times and audiences. */
export async function verifyToken(
  keys: readonly SigningKey[],
  token: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const head = decode(header);
  const claims = peekClaims(token);
  const signed = fromBase64Url(signature);
  if (head?.alg !== 'ES256' || claims === undefined || signed === undefined) return undefined;
  const candidates = head.kid === undefined ? keys : keys.filter((key) => key.id === head.kid);
  for (const key of candidates) if (await key.verify(encoder.encode(`${header}.${payload}`), signed)) return claims;
  return undefined;
}
