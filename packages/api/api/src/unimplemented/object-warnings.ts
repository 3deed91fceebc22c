/** Warnings for objects that have no effect yet because of a type. */
import type { Secret } from '../generated/core/v1.ts';

const tokenSecretType = 'kubernetes.io/service-account-token';

/** Secrets that a controller fills with a token upstream. */
export function unimplementedSecretWarnings({ type, data }: Secret): readonly string[] {
  if (type !== tokenSecretType || data?.token !== undefined) return [];
  return [`type: not implemented by kubets: no controller writes a token into Secrets of type ${tokenSecretType}`];
}
