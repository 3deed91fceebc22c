/** Certificates in PEM, as far as a definition must have them right: the connection verifies them. */
import { fromBase64 } from '@kubets/base';

const block = /-----BEGIN CERTIFICATE-----\s*([A-Za-z0-9+/=\s]*?)\s*-----END CERTIFICATE-----/g;
const noCertificates = 'unable to load root certificates: data does not contain any valid RSA or ECDSA certificates';

/** A DER sequence whose length is that of the data. */
function isSequence(bytes: Uint8Array): boolean {
  const [tag, first = 0] = bytes;
  if (tag !== 0x30) return false;
  if (first < 0x80) return bytes.length === 2 + first;
  const digits = first & 0x7f;
  let length = 0;
  for (let i = 0; i < digits && i < 4; i++) length = length * 256 + (bytes[2 + i] ?? 0);
  return digits <= 4 && bytes.length === 2 + digits + length;
}

function decoded(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text.replaceAll(/\s/g, ''));
  } catch {
    return undefined;
  }
}

/** Why the bundle (base64 of PEM) cannot be used; undefined if it can. */
export function caBundleError(bundle: string): string | undefined {
  const pem = decoded(bundle);
  if (pem === undefined) return noCertificates;
  const found = [...new TextDecoder().decode(pem).matchAll(block)];
  if (found.length === 0) return noCertificates;
  const broken = found.some(([, text = '']) => !isSequence(decoded(text) ?? new Uint8Array()));
  return broken ? 'unable to load root certificates: failed to parse certificate' : undefined;
}
