/** ClusterTrustBundles: certificates of authorities that pods can mount. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain } from '@kubets/machinery/names';
import { nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ClusterTrustBundle } from '../generated/certificates/v1.ts';
import { validateSignerName } from './signer-name.ts';

const subdomainErrors = (path: string, name: string, own: string): readonly FieldError[] =>
  dns1123Subdomain(own).map((complaint) => fieldError.invalid(path, name, complaint));

/** The name of a bundle of a signer starts with the signer's name, with colons for slashes. */
function validateName(name: string, signer: string): readonly FieldError[] {
  const path = 'metadata.name';
  if (signer === '') {
    if (!name.includes(':')) return subdomainErrors(path, name, name);
    return [fieldError.invalid(path, name, 'ClusterTrustBundle without signer name must not have ":" in its name')];
  }
  const prefix = `${signer.replaceAll('/', ':')}:`;
  if (name.startsWith(prefix)) return subdomainErrors(path, name, name.slice(prefix.length));
  return [
    fieldError.invalid(path, name, `ClusterTrustBundle for signerName ${signer} must be named with prefix ${prefix}`),
  ];
}

function validate({ metadata, spec }: ClusterTrustBundle): readonly FieldError[] {
  const signer = spec.signerName ?? '';
  const found = [...validateName(metadata?.name ?? '', signer)];
  if (signer !== '') found.push(...validateSignerName(signer, 'spec.signerName'));
  return found;
}

export const clusterTrustBundles = defineResource<ClusterTrustBundle>({
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'ClusterTrustBundle',
  nameRule: 'path',
  validate,
  validateUpdate: validate,
  validateInTurns: async (object, old) => (await import('./trust-bundle.ts')).trustBundleErrors(object, old),
  selectableFields: { 'spec.signerName': (bundle) => bundle.spec.signerName ?? '' },
  row: (bundle) => [nameOf(bundle), bundle.spec.signerName ?? ''],
});
