/** The interface of authentication, the built-in users and groups, and impersonation. */
export type { Authenticator, CertificateSubject, Credentials, FrontProxyCertificate } from './authenticator.ts';
export { impersonate } from './impersonation.ts';
export { anonymousUser, asAuthenticated, credentialId, serviceAccountGroups } from './users.ts';
