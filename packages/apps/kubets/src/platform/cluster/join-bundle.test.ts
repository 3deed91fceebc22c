/** The bundle for a joining control plane: encryption, files on disk, and refusal of invalid input. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '@kubets/base';
import { afterAll, describe, expect, it } from 'vitest';
import { joinBundleOf, newJoinToken, parseJoinToken, seal, tokenText, unseal, writeJoinBundle } from './join-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubets-join-bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bundle = {
  files: {
    'ca.crt': 'certificate',
    'ca.key': 'key',
    'sa.key': 'other key',
    'front-proxy-ca.crt': 'third certificate',
    'front-proxy-ca.key': 'third key',
  },
  store: 'etcd://user:password@10.0.0.1:2379?cacert=/a/ca.pem&cert=/a/own.pem&key=/a/own.key',
  storeFiles: { cacert: 'CA', cert: 'CERT', key: 'KEY' },
};

describe('a join token', () => {
  it('parses the output of tokenText with surrounding white space', () => {
    const token = newJoinToken(systemRandom);
    expect(parseJoinToken(` ${tokenText(token)}\n`)).toEqual(token);
  });

  it.each(['', 'abcdef.0123456789abcdef', 'ABCDEF.0123456789abcdef.x', '../../etc/passwd'])(
    'is refused if it is %j',
    (text) => {
      expect(() => parseJoinToken(text)).toThrow('invalid join token');
    },
  );
});

describe('a join bundle', () => {
  it('unseal decrypts it with its token; the ciphertext does not contain the password', () => {
    const token = newJoinToken(systemRandom);
    const sealed = seal(bundle, token, systemRandom);
    expect(unseal(sealed, token)).toEqual(bundle);
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('password');
  });

  it.each([
    [
      'with another key',
      (token: ReturnType<typeof newJoinToken>) => ({ ...token, key: newJoinToken(systemRandom).key }),
    ],
    ['as another token’s', (token: ReturnType<typeof newJoinToken>) => ({ ...token, id: 'zzzzzz' })],
  ])('unseal rejects it %s', (_, changed) => {
    const token = newJoinToken(systemRandom);
    expect(() => unseal(seal(bundle, token, systemRandom), changed(token))).toThrow('cannot decrypt');
  });

  it('unseal rejects changed or empty ciphertext', () => {
    const token = newJoinToken(systemRandom);
    const bytes = Buffer.from(seal(bundle, token, systemRandom), 'base64');
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    expect(() => unseal(bytes.toString('base64'), token)).toThrow('cannot decrypt');
    expect(() => unseal('', token)).toThrow('cannot decrypt');
  });

  it('writeJoinBundle writes no file outside its directory', async () => {
    const pki = join(folder, 'deep/pki');
    const named = (name: string) => ({ ...bundle, storeFiles: { [name]: 'PEM' } });
    for (const name of ['/../../evil', 'a/b', '../evil', '\0'])
      await expect(writeJoinBundle(named(name), pki)).rejects.toThrow('invalid file');
    await writeJoinBundle({ ...bundle, files: { ...bundle.files, '../evil': 'PEM' } as never }, pki);
    expect(existsSync(join(folder, 'deep/evil'))).toBe(false);
  });

  it('writeJoinBundle replaces files with mode 0600 and puts their paths into the store URL', async () => {
    const pki = join(folder, 'pki');
    const store = await writeJoinBundle(bundle, pki);
    writeFileSync(join(pki, 'ca.key'), 'open', { mode: 0o644 });
    rmSync(join(pki, 'sa.key'));
    writeFileSync(join(pki, 'sa.key'), 'open', { mode: 0o644 });
    await writeJoinBundle(bundle, pki);
    for (const file of ['ca.crt', 'ca.key', 'sa.key', 'store-cacert.pem', 'store-cert.pem', 'store-key.pem'])
      expect(statSync(join(pki, file)).mode & 0o777, file).toBe(0o600);
    expect(readFileSync(join(pki, 'store-key.pem'), 'utf8')).toBe('KEY');
    const query = new URLSearchParams(store.split('?')[1]);
    expect(query.get('cacert')).toBe(join(pki, 'store-cacert.pem'));
    expect(await joinBundleOf(pki, store)).toEqual({ ...bundle, store });
  });
});
