/** Authentication: identifies the user of a request by its credentials. */
import type { UserInfo } from '../requests/request.ts';

/** The subject of a client certificate that TLS has verified against the cluster's CA. */
export interface CertificateSubject {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** SHA-256 of the certificate's DER, in lower-case hexadecimal. */
  readonly fingerprint: string;
}

/** A certificate that the authority of front proxies has issued: it identifies no user, but a server that may name one. */
export interface FrontProxyCertificate {
  readonly frontProxy: CertificateSubject;
}

export interface Credentials {
  /** `invalid`: there was a certificate, but the cluster's CA has not issued it. */
  readonly certificate?: CertificateSubject | FrontProxyCertificate | 'invalid';
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** All values of every header, names in lower case; given if the client is a front proxy. */
  readonly values?: ReadonlyMap<string, readonly string[]>;
}

export interface Authenticator {
  /** Rejects with Unauthorized if there are credentials and they are invalid. */
  authenticate(credentials: Credentials): Promise<UserInfo>;
}
