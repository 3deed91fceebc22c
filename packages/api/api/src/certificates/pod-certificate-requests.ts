/** PodCertificateRequests: requests of nodes for certificates of their pods. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, qualifiedName } from '@kubets/machinery/names';
import { isTrue, labelsText, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { PodCertificateRequest, PodCertificateRequestSpec } from '../generated/certificates/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { validateSignerName } from './signer-name.ts';

const maxUidLength = 128;
const minExpirationSeconds = 3600;
/** 91 days. Signers of Kubernetes issue for at most a day. */
const maxExpirationSeconds = 7_862_400;
const maxKubernetesExpirationSeconds = 86_400;

function validateExpiration({
  signerName,
  maxExpirationSeconds: seconds = 0,
}: PodCertificateRequestSpec): FieldError[] {
  const max = signerName.startsWith('kubernetes.io/') ? maxKubernetesExpirationSeconds : maxExpirationSeconds;
  if (seconds >= minExpirationSeconds && seconds <= max) return [];
  const detail = `must be in the range [${minExpirationSeconds}, ${max}]`;
  return [fieldError.invalid('spec.maxExpirationSeconds', seconds, detail)];
}

/** Checks what names the pod, and the limits. The signer checks the content of the certificate request. */
function validate({ spec }: PodCertificateRequest): readonly FieldError[] {
  const found = [...validateSignerName(spec.signerName, 'spec.signerName')];
  for (const key of Object.keys(spec.unverifiedUserAnnotations ?? {})) {
    const path = 'spec.unverifiedUserAnnotations';
    for (const complaint of qualifiedName(key.toLowerCase())) found.push(fieldError.invalid(path, key, complaint));
  }
  for (const owner of ['pod', 'serviceAccount', 'node'] as const) {
    const [name, uid] = [spec[`${owner}Name`], spec[`${owner}UID`]];
    for (const complaint of dns1123Subdomain(name))
      found.push(fieldError.invalid(`spec.${owner}Name`, name, complaint));
    if (uid.length > maxUidLength) found.push(fieldError.tooLong(`spec.${owner}UID`, maxUidLength));
    if (uid === '') found.push(fieldError.invalid(`spec.${owner}UID`, uid, 'must not be empty'));
  }
  found.push(...validateExpiration(spec));
  if ((spec.stubPKCS10Request ?? '') === '') found.push(fieldError.required('spec.stubPKCS10Request'));
  return found;
}

function row(request: PodCertificateRequest): readonly Cell[] {
  const { spec, status } = request;
  const state = ['Issued', 'Denied', 'Failed'].find((type) => isTrue(status?.conditions, type)) ?? 'Pending';
  const annotations = labelsText(spec.unverifiedUserAnnotations);
  return [nameOf(request), spec.podName, spec.serviceAccountName, spec.nodeName, spec.signerName, state, annotations];
}

export const podCertificateRequests = defineResource<PodCertificateRequest>({
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'PodCertificateRequest',
  resetFields: { '': ['status'], status: ['spec'] },
  immutable: ['spec'],
  validate,
  validateInTurns: async (...write) =>
    (await import('./pod-certificate-status.ts')).podCertificateStatusErrors(...write),
  selectableFields: {
    'spec.signerName': ({ spec }) => spec.signerName,
    'spec.podName': ({ spec }) => spec.podName,
    'spec.nodeName': ({ spec }) => spec.nodeName,
  },
  row,
});
