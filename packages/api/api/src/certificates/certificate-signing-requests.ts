/** CertificateSigningRequests: requests for certificates, their approval and the issued certificate. */
import { humanDuration } from '@kubets/machinery/time';
import { ageOf, nameOf, none } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { CertificateSigningRequest } from '../generated/certificates/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { withRequester, withSpecOf } from './request-strategy.ts';
import { prepareStatus } from './status-preparation.ts';

function condition({ status }: CertificateSigningRequest): string {
  const has = (type: string): boolean => status?.conditions?.some((each) => each.type === type) ?? false;
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return `${decision}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`;
}

function row(request: CertificateSigningRequest, now: number): readonly Cell[] {
  const seconds = request.spec.expirationSeconds;
  return [
    nameOf(request),
    ageOf(request, now),
    request.spec.signerName || none,
    request.spec.username ?? '',
    seconds === undefined ? none : humanDuration(seconds * 1000),
    condition(request),
  ];
}

export const certificateSigningRequests = defineResource<CertificateSigningRequest>({
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  resetFields: {
    '': ['spec', 'status'],
    status: ['spec', 'status.conditions'],
    approval: ['spec', 'status.certificate'],
  },
  generation: false,
  prepareCreate: withRequester,
  prepareUpdate: withSpecOf,
  prepareStatus,
  nameRule: 'path',
  validateInTurns: async (...write) => (await import('./request-content.ts')).lateErrors(...write),
  selectableFields: { 'spec.signerName': (request) => request.spec.signerName },
  row,
});
