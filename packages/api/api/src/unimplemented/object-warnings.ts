/** Warnings for objects that have no effect yet because of a label or a type. */
import type { Namespace, Secret } from '../generated/core/v1.ts';

const podSecurityPrefix = 'pod-security.kubernetes.io/';
const tokenSecretType = 'kubernetes.io/service-account-token';

/** Labels of Pod Security admission. */
export function unimplementedNamespaceWarnings({ metadata }: Namespace): readonly string[] {
  return Object.keys(metadata?.labels ?? {})
    .filter((key) => key.startsWith(podSecurityPrefix))
    .map((key) => `metadata.labels[${key}]: not implemented by kubets: Pod Security Standards are not enforced`);
}

/** Secrets that a controller fills with a token upstream. */
export function unimplementedSecretWarnings({ type, data }: Secret): readonly string[] {
  if (type !== tokenSecretType || data?.token !== undefined) return [];
  return [`type: not implemented by kubets: no controller writes a token into Secrets of type ${tokenSecretType}`];
}
