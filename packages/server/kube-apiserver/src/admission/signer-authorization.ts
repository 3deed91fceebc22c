/** Permissions for the signers of certificates. */
import type { Authorizer } from '@kubets/apiserver/authorization';
import type { UserInfo } from '@kubets/apiserver/requests';

/** Checks permission for the signer by name, or for its whole domain. */
export async function isAuthorizedForSigner(
  authorizer: Authorizer,
  user: UserInfo,
  verb: 'approve' | 'sign' | 'attest',
  signer: string,
): Promise<boolean> {
  for (const name of [signer, `${signer.split('/')[0]}/*`]) {
    const verdict = await authorizer.authorize(user, {
      isResourceRequest: true,
      path: '',
      verb,
      group: 'certificates.k8s.io',
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
