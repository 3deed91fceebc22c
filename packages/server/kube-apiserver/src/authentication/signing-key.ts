/** The key that signs service account tokens: ECDSA P-256, used as ES256. */

import { toBase64Url } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signature = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A public key in the format of `/openid/v1/jwks`. */

interface PublicJwk {
  readonly use: 'sig';
  readonly kty: 'EC';
  readonly kid: string;
  readonly alg: 'ES256';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

export interface SigningKey {
  /** The key ID in tokens: the SHA-256 of the public key, as upstream derives it. */
  readonly id: string;
  readonly jwk: PublicJwk;
  sign(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  verify(data: Uint8Array<ArrayBuffer>, signed: Uint8Array<ArrayBuffer>): Promise<boolean>;
}

/** @param pkcs8 the private key in DER, as in the PEM file of the PKI. */
export async function importSigningKey(pkcs8: Uint8Array<ArrayBuffer>): Promise<SigningKey> {
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
  const { x, y } = await crypto.subtle.exportKey('jwk', privateKey);
  if (x === undefined || y === undefined) throw errors.internal('the service account key is not a P-256 key');
  const shape = { kty: 'EC', crv: 'P-256', x, y } as const;
  const publicKey = await crypto.subtle.importKey('jwk', shape, algorithm, true, ['verify']);
  const spki = await crypto.subtle.exportKey('spki', publicKey);
  const id = toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', spki)));
  return {
    id,
    jwk: { use: 'sig', ...shape, kid: id, alg: 'ES256' },
    sign: async (data) => new Uint8Array(await crypto.subtle.sign(signature, privateKey, data)),
    verify: (data, signed) => crypto.subtle.verify(signature, publicKey, signed, data),
  };
}
