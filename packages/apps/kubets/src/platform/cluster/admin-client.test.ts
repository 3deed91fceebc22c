/** The format of the administrator's key in a kubeconfig. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { clientKey } from './admin-client.ts';

describe('clientKey', () => {
  it('converts an EC key from PKCS #8 to SEC 1', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = clientKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect(pem).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
    expect(createPrivateKey(pem).equals(privateKey)).toBe(true);
    expect(clientKey(pem)).toBe(pem);
  });

  it('does not change keys of other algorithms', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(clientKey(pem)).toBe(pem);
  });
});
