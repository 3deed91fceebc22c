/** Authentication: identifies the user of a request by its credentials. */
import type { UserInfo } from '../requests/request.ts';

/** The subject of a client's certificate that TLS has checked against the cluster's CA. */
export interface CertificateSubject {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** SHA-256 of the certificate's DER, in lower-case hexadecimal. */
  readonly fingerprint: string;
}

export interface Credentials {
  /** `invalid`: there was a certificate, but not one of ours. */
  readonly certificate?: CertificateSubject | 'invalid';
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Authenticator {
  /** Rejects with Unauthorized when credentials were shown and are not good. */
  authenticate(credentials: Credentials): Promise<UserInfo>;
}
