/** Creates X.509 certificates (ECDSA P-256). The X.509 library is loaded only when it is needed. */
import { createPrivateKey, generateKeyPair, type KeyObject, X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { promisify } from 'node:util';
import type { Random } from '@kubets/base';

/** Certificate and private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly use: 'authority' | 'server' | 'client';
  /** DNS names and IP addresses. */
  readonly hosts?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export async function generatePrivateKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })).privateKey;
}

/** SEC 1 (`EC PRIVATE KEY`), as kubeadm writes it: some clients do not recognize an EC key in PKCS #8. */
export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'sec1', format: 'pem' }).toString();
}

/** Imports a key with the library, which takes both halves of it in Web Crypto's form. */
async function cryptoKeys(key: KeyObject): Promise<CryptoKeyPair> {
  const jwk: JsonWebKey = key.export({ format: 'jwk' });
  const { d: _, ...publicJwk } = jwk;
  return {
    privateKey: await crypto.subtle.importKey('jwk', jwk, algorithm, true, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', publicJwk, algorithm, true, ['verify']),
  };
}

async function library() {
  const x509 = await import('./x509.ts');
  x509.cryptoProvider.set(crypto);
  return x509;
}

type Library = Awaited<ReturnType<typeof library>>;

/**
 * Whether the host of a certificate is an IP address. No DNS name contains a colon. Node.js needs milliseconds to
 * compile its regular expression for IPv6 addresses, which would delay each start.
 */
const isAddress = (host: string): boolean => isIPv4(host) || host.includes(':');

function extensions(x509: Library, request: CertificateRequest) {
  const { KeyUsageFlags: usage, ExtendedKeyUsage: extended } = x509;
  if (request.use === 'authority')
    return [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(usage.digitalSignature | usage.keyEncipherment | usage.keyCertSign, true),
    ];
  const hosts = (request.hosts ?? []).map((value) => ({
    type: isAddress(value) ? ('ip' as const) : ('dns' as const),
    value,
  }));
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(usage.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([request.use === 'server' ? extended.serverAuth : extended.clientAuth]),
    ...(hosts.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(hosts)]),
  ];
}

/** Creates a certificate with a new key, signed by `issuer`, or self-signed without one. */
export async function makeCertificate(request: CertificateRequest, random: Random, issuer?: KeyPair): Promise<KeyPair> {
  const x509 = await library();
  const key = await generatePrivateKey();
  const keys = await cryptoKeys(key);
  const signer = issuer === undefined ? keys : await cryptoKeys(createPrivateKey(issuer.key));
  const subject = [
    ...(request.organizations ?? []).map((organization) => ({ O: [organization] })),
    { CN: [request.commonName] },
  ];
  // A positive number: the sign bit of the first byte is 0.
  const serial = random.bytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(serial).toString('hex'),
    subject,
    issuer: issuer === undefined ? subject : new x509.X509Certificate(issuer.certificate).subject,
    notBefore: new Date(request.notBefore),
    notAfter: new Date(request.notAfter),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      ...extensions(x509, request),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: privateKeyPem(key) };
}

/** Whether a certificate can still be used: issued by `authority`, valid for every host, and not about to expire. */
export function isCurrent(
  pem: string,
  authority: X509Certificate,
  hosts: readonly string[],
  validUntil: number,
): boolean {
  const certificate = new X509Certificate(pem);
  const named = (host: string): boolean =>
    (isAddress(host) ? certificate.checkIP(host) : certificate.checkHost(host, { subject: 'never' })) !== undefined;
  return (
    certificate.validToDate.getTime() > validUntil &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey) &&
    hosts.every(named)
  );
}
