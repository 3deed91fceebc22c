/** Verifies that a certificate request (PKCS #10) is signed with its own key. Upstream: CertificateRequest.CheckSignature. */
import { type DerElement, derSequence, identifierOf, type SignedDer, sequenceTag, signedDer } from './der.ts';

interface Algorithm {
  readonly name: 'RSASSA-PKCS1-v1_5' | 'RSA-PSS' | 'ECDSA' | 'Ed25519';
  readonly hash?: string;
  /** Of a PSS signature: the length of its hash. */
  readonly saltLength?: number;
}

const rsa = (hash: string): Algorithm => ({ name: 'RSASSA-PKCS1-v1_5', hash });
const ecdsa = (hash: string): Algorithm => ({ name: 'ECDSA', hash });

/** By object identifier. */
const algorithms: Readonly<Record<string, Algorithm>> = {
  '2a864886f70d01010b': rsa('SHA-256'),
  '2a864886f70d01010c': rsa('SHA-384'),
  '2a864886f70d01010d': rsa('SHA-512'),
  '2a8648ce3d040302': ecdsa('SHA-256'),
  '2a8648ce3d040303': ecdsa('SHA-384'),
  '2a8648ce3d040304': ecdsa('SHA-512'),
  '2b6570': { name: 'Ed25519' },
};
const pss = '2a864886f70d01010a';
/** The ends of the identifiers of hashes, in the parameters of PSS. */
const pssHashes: Readonly<Record<string, readonly [hash: string, length: number]>> = {
  '608648016503040201': ['SHA-256', 32],
  '608648016503040202': ['SHA-384', 48],
  '608648016503040203': ['SHA-512', 64],
};
/** Curves with the length of their coordinates. */
const curves: Readonly<Record<string, readonly [curve: string, length: number]>> = {
  '2a8648ce3d030107': ['P-256', 32],
  '2b81040022': ['P-384', 48],
  '2b81040023': ['P-521', 66],
};

const failures: Readonly<Record<Algorithm['name'], string>> = {
  'RSASSA-PKCS1-v1_5': 'crypto/rsa: verification error',
  'RSA-PSS': 'crypto/rsa: verification error',
  ECDSA: 'x509: ECDSA verification failure',
  Ed25519: 'x509: Ed25519 verification failure',
};
const unknownAlgorithm = 'x509: cannot verify signature: algorithm unimplemented';
const malformed = 'asn1: structure error: malformed certificate request';

function algorithmOf({ algorithm }: SignedDer): Algorithm | undefined {
  const [identifier, parameters] = algorithm;
  if (identifier === undefined) return undefined;
  const id = identifierOf(identifier);
  if (id !== pss) return algorithms[id];
  const hash = Object.keys(pssHashes).find(
    (each) => parameters !== undefined && identifierOf(parameters).includes(each),
  );
  const [name, saltLength] = (hash === undefined ? undefined : pssHashes[hash]) ?? [];
  return name === undefined || saltLength === undefined ? undefined : { name: 'RSA-PSS', hash: name, saltLength };
}

/** An integer of DER with a fixed length; undefined if it is longer. */
function fixed({ value }: DerElement, length: number): Uint8Array | undefined {
  const digits = value[0] === 0 ? value.subarray(1) : value;
  if (digits.length > length) return undefined;
  const result = new Uint8Array(length);
  result.set(digits, length - digits.length);
  return result;
}

/** DER has two integers, WebCrypto expects them one after the other. */
function rawSignature(der: Uint8Array, length: number): Uint8Array<ArrayBuffer> | undefined {
  const [r, s] = derSequence(der) ?? [];
  const [first, second] = [r && fixed(r, length), s && fixed(s, length)];
  if (first === undefined || second === undefined) return undefined;
  const raw = new Uint8Array(length * 2);
  raw.set(first);
  raw.set(second, length);
  return raw;
}

async function verified(request: SignedDer, key: DerElement, algorithm: Algorithm): Promise<boolean> {
  const { name, hash, saltLength } = algorithm;
  const keyParameters = derSequence(derSequence(key.bytes)?.[0]?.bytes)?.[1];
  const [namedCurve, coordinateLength = 0] = (keyParameters && curves[identifierOf(keyParameters)]) ?? [];
  if (name === 'ECDSA' && namedCurve === undefined) return false;
  const signature =
    name === 'ECDSA' ? rawSignature(request.signature, coordinateLength) : new Uint8Array(request.signature);
  if (signature === undefined) return false;
  try {
    const kind = { name, ...(hash && { hash }), ...(namedCurve && { namedCurve }) };
    const imported = await crypto.subtle.importKey('spki', new Uint8Array(key.bytes), kind, false, ['verify']);
    const how = { name, ...(hash && { hash }), ...(saltLength && { saltLength }) };
    return await crypto.subtle.verify(how, imported, signature, new Uint8Array(request.signed.bytes));
  } catch (error) {
    // The key is invalid or of another algorithm.
    if (error instanceof DOMException) return false;
    throw error;
  }
}

/** `bytes`: the DER of a request. Returns what is wrong with it, in Go's words; undefined: nothing. */
export async function requestProblem(bytes: Uint8Array): Promise<string | undefined> {
  const request = signedDer(bytes);
  const [version, subject, key] = (request && derSequence(request.signed.bytes)) ?? [];
  if (request === undefined || version === undefined || subject?.tag !== sequenceTag || key?.tag !== sequenceTag)
    return malformed;
  const algorithm = algorithmOf(request);
  if (algorithm === undefined) return unknownAlgorithm;
  return (await verified(request, key, algorithm)) ? undefined : failures[algorithm.name];
}
