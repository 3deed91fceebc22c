/** CertificateApproval, CertificateSigning and CertificateSubjectRestriction. */
import { type CertificateSigningRequest, certificateSigningRequests } from '@kubets/api';
import { type AdmissionAttributes, type AdmissionPlugin, defineAdmission, refusal } from '@kubets/apiserver/admission';
import { type Authorizer, privilegedGroup } from '@kubets/apiserver/authorization';
import { deepEqual } from '@kubets/base';
import { requestedSubject } from './certificate-subject.ts';

type Attributes = AdmissionAttributes<CertificateSigningRequest>;

const clientSigner = 'kubernetes.io/kube-apiserver-client';

/** Checks permission for the signer by name, or for its whole domain. */
async function maySign(
  authorizer: Authorizer,
  { user }: Attributes,
  verb: 'approve' | 'sign',
  signer: string,
): Promise<boolean> {
  for (const name of [signer, `${signer.split('/')[0]}/*`]) {
    const verdict = await authorizer.authorize(user, {
      isResourceRequest: true,
      path: '',
      verb,
      group: certificateSigningRequests.group,
      version: '*',
      namespace: '',
      resource: 'signers',
      subresource: '',
      name,
    });
    if (verdict.decision === 'allow') return true;
  }
  return false;
}

async function checkSigner(
  authorizer: Authorizer,
  attributes: Attributes,
  verb: 'approve' | 'sign',
  signer: string,
): Promise<void> {
  if (await maySign(authorizer, attributes, verb, signer)) return;
  throw refusal(attributes, `user not permitted to ${verb} requests with signerName ${JSON.stringify(signer)}`);
}

const signedPart = (request: CertificateSigningRequest | undefined): unknown => [
  request?.status?.certificate,
  request?.status?.conditions ?? [],
];

function checkSubject(attributes: Attributes): void {
  const { spec } = attributes.object ?? {};
  if (spec?.signerName !== clientSigner) return;
  const subject = requestedSubject(spec.request ?? '');
  if (subject === undefined) throw refusal(attributes, 'failed to parse CSR');
  if (subject.organizations.includes(privilegedGroup))
    throw refusal(attributes, `use of ${clientSigner} signer with ${privilegedGroup} group is not allowed`);
}

export function certificateAdmission(authorizer: Authorizer): readonly AdmissionPlugin[] {
  const resource = certificateSigningRequests;
  return [
    defineAdmission<CertificateSigningRequest>({
      name: 'CertificateApproval',
      on: { resource, subresources: ['approval'], operations: ['UPDATE'] },
      validate: (attributes) =>
        checkSigner(authorizer, attributes, 'approve', attributes.object?.spec.signerName ?? ''),
    }),
    defineAdmission<CertificateSigningRequest>({
      name: 'CertificateSigning',
      on: { resource, subresources: ['status'], operations: ['UPDATE'] },
      async validate(attributes) {
        const { object, oldObject } = attributes;
        if (deepEqual(signedPart(object), signedPart(oldObject))) return;
        await checkSigner(authorizer, attributes, 'sign', oldObject?.spec.signerName ?? '');
      },
    }),
    defineAdmission<CertificateSigningRequest>({
      name: 'CertificateSubjectRestriction',
      on: { resource, operations: ['CREATE'] },
      validate: checkSubject,
    }),
  ];
}
