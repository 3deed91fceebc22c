/** CertificateApproval, CertificateSigning and CertificateSubjectRestriction. */
import { type CertificateSigningRequest, certificateSigningRequests } from '@kubets/api';
import { type AdmissionAttributes, type AdmissionPlugin, defineAdmission, refusal } from '@kubets/apiserver/admission';
import { type Authorizer, privilegedGroup } from '@kubets/apiserver/authorization';
import { deepEqual } from '@kubets/base';
import { isAuthorizedForSigner } from './signer-authorization.ts';

type Attributes = AdmissionAttributes<CertificateSigningRequest>;

const clientSigner = 'kubernetes.io/kube-apiserver-client';

async function checkSigner(
  authorizer: Authorizer,
  attributes: Attributes,
  verb: 'approve' | 'sign',
  signer: string,
): Promise<void> {
  if (await isAuthorizedForSigner(authorizer, attributes.user, verb, signer)) return;
  throw refusal(attributes, `user not permitted to ${verb} requests with signerName ${JSON.stringify(signer)}`);
}

const signedPart = (request: CertificateSigningRequest | undefined): unknown => [
  request?.status?.certificate,
  request?.status?.conditions ?? [],
];

async function checkSubject(attributes: Attributes): Promise<void> {
  const { spec } = attributes.object ?? {};
  if (spec?.signerName !== clientSigner) return;
  const { requestedSubject } = await import('./certificate-subject.ts');
  const subject = requestedSubject(spec.request ?? '');
  if (subject === undefined) throw refusal(attributes, 'failed to parse CSR');
  if (subject.organizations.includes(privilegedGroup))
    throw refusal(attributes, `use of ${clientSigner} signer with ${privilegedGroup} group is not allowed`);
}

export function certificateAdmission(
  authorizer: Authorizer,
): Readonly<Record<'approval' | 'signing' | 'subject', AdmissionPlugin>> {
  const resource = certificateSigningRequests;
  return {
    approval: defineAdmission<CertificateSigningRequest>({
      name: 'CertificateApproval',
      on: { resource, subresources: ['approval'], operations: ['UPDATE'] },
      validate: (attributes) =>
        checkSigner(authorizer, attributes, 'approve', attributes.object?.spec.signerName ?? ''),
    }),
    signing: defineAdmission<CertificateSigningRequest>({
      name: 'CertificateSigning',
      on: { resource, subresources: ['status'], operations: ['UPDATE'] },
      async validate(attributes) {
        const { object, oldObject } = attributes;
        if (deepEqual(signedPart(object), signedPart(oldObject))) return;
        await checkSigner(authorizer, attributes, 'sign', oldObject?.spec.signerName ?? '');
      },
    }),
    subject: defineAdmission<CertificateSigningRequest>({
      name: 'CertificateSubjectRestriction',
      on: { resource, operations: ['CREATE'] },
      validate: checkSubject,
    }),
  };
}
