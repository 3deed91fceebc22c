/** What authentication is to the rest of the server: the interface, the users it knows itself, impersonation. */
export type { Authenticator, CertificateSubject, Credentials } from './authenticator.ts';
export { impersonate } from './impersonation.ts';
export { anonymousUser, asAuthenticated, credentialId, serviceAccountGroups } from './users.ts';
