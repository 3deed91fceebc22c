/** The handover to a joining control plane: encryption, files on disk, and refusal of invalid input. */

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRandom } from '@kubets/base';
import { afterAll, describe, expect, it } from 'vitest';
import { handoverOf, newJoinToken, parseJoinToken, seal, takeOver, tokenText, unseal } from './handover.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubets-handover-'));
afterAll(() => rmSync(folder, { recursive: true }));

const handover = {
  files: { 'ca.crt': 'certificate', 'ca.key': 'key', 'sa.key': 'other key' },
  store: 'etcd://user:password@10.0.0.1:2379?cacert=/a/ca.pem&cert=/a/own.pem&key=/a/own.key',
  storeFiles: { cacert: 'CA', cert: 'CERT', key: 'KEY' },
};

describe('a join token', () => {
  it('parses what tokenText prints, with white space around it', () => {
    const token = newJoinToken(systemRandom);
    expect(parseJoinToken(` ${tokenText(token)}\n`)).toEqual(token);
  });

  it.each(['', 'abcdef.0123456789abcdef', 'ABCDEF.0123456789abcdef.x', '../../etc/passwd'])('cannot be %j', (text) => {
    expect(() => parseJoinToken(text)).toThrow('invalid join token');
  });
});

describe('a handover', () => {
  it('decrypts with its token, and reveals nothing without it', () => {
    const token = newJoinToken(systemRandom);
    const sealed = seal(handover, token, systemRandom);
    expect(unseal(sealed, token)).toEqual(handover);
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('password');
  });

  it.each([
    [
      'with another key',
      (token: ReturnType<typeof newJoinToken>) => ({ ...token, key: newJoinToken(systemRandom).key }),
    ],
    ['as another token’s', (token: ReturnType<typeof newJoinToken>) => ({ ...token, id: 'zzzzzz' })],
  ])('does not decrypt %s', (_, changed) => {
    const token = newJoinToken(systemRandom);
    expect(() => unseal(seal(handover, token, systemRandom), changed(token))).toThrow('cannot decrypt');
  });

  it('does not decrypt after a change', () => {
    const token = newJoinToken(systemRandom);
    const bytes = Buffer.from(seal(handover, token, systemRandom), 'base64');
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    expect(() => unseal(bytes.toString('base64'), token)).toThrow('cannot decrypt');
    expect(() => unseal('', token)).toThrow('cannot decrypt');
  });

  it('writes nothing outside its directory, for any file name', async () => {
    const pki = join(folder, 'deep/pki');
    const named = (name: string) => ({ ...handover, storeFiles: { [name]: 'PEM' } });
    for (const name of ['/../../evil', 'a/b', '../evil', '\0'])
      await expect(takeOver(named(name), pki)).rejects.toThrow('invalid file');
    await takeOver({ ...handover, files: { ...handover.files, '../evil': 'PEM' } as never }, pki);
    expect(existsSync(join(folder, 'deep/evil'))).toBe(false);
  });

  it('replaces files, makes them readable by their owner only, and puts their paths into the URL', async () => {
    const pki = join(folder, 'pki');
    const store = await takeOver(handover, pki);
    writeFileSync(join(pki, 'ca.key'), 'open', { mode: 0o644 });
    rmSync(join(pki, 'sa.key'));
    writeFileSync(join(pki, 'sa.key'), 'open', { mode: 0o644 });
    await takeOver(handover, pki);
    for (const file of ['ca.crt', 'ca.key', 'sa.key', 'store-cacert.pem', 'store-cert.pem', 'store-key.pem'])
      expect(statSync(join(pki, file)).mode & 0o777, file).toBe(0o600);
    expect(readFileSync(join(pki, 'store-key.pem'), 'utf8')).toBe('KEY');
    const query = new URLSearchParams(store.split('?')[1]);
    expect(query.get('cacert')).toBe(join(pki, 'store-cacert.pem'));
    expect(await handoverOf(pki, store)).toEqual({ ...handover, store });
  });
});
