/** The form in which clients get the administrator's key. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { clientKey } from './admin-client.ts';

describe('clientKey', () => {
  it('writes an EC key of PKCS #8 as SEC 1, the same key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = clientKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect(pem).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
    expect(createPrivateKey(pem).equals(privateKey)).toBe(true);
    expect(clientKey(pem)).toBe(pem);
  });

  it('leaves keys of other algorithms as they are', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(clientKey(pem)).toBe(pem);
  });
});
