/** Certificates are created, reused and renewed. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { seededRandom, VirtualClock } from '@kubets/base';
import { afterAll, describe, expect, it } from 'vitest';
import { importSigningKey } from '../../authentication/signing-key.ts';
import { ensurePki } from './pki.ts';

const folders: string[] = [];
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'kubets-pki-'));
  folders.push(path);
  return join(path, 'pki');
}
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true }))));

describe('ensurePki', () => {
  const clock = new VirtualClock();
  const options = { clock, random: seededRandom(1), hosts: ['192.0.2.7', 'box.example'] };

  it('creates certificates issued by the authority, for the names of the server', async () => {
    const pki = await ensurePki(await folder(), options);
    const authority = new X509Certificate(pki.authority);
    expect(authority.ca).toBe(true);
    const serving = new X509Certificate(pki.serving.certificate);
    expect(serving.verify(authority.publicKey)).toBe(true);
    for (const name of ['kubernetes.default.svc.cluster.local', 'localhost', 'box.example'])
      expect(serving.checkHost(name)).toBe(name);
    for (const ip of ['127.0.0.1', '::1', '10.96.0.1', '192.0.2.7']) expect(serving.checkIP(ip)).toBe(ip);
    const admin = new X509Certificate(pki.admin.certificate);
    expect(admin.subject).toBe('O=kubeadm:cluster-admins\nCN=kubernetes-admin');
    const node = new X509Certificate((await pki.nodeClient('node-1')).certificate);
    expect(node.subject).toBe('O=system:nodes\nCN=system:node:node-1');
    expect((await importSigningKey(pki.serviceAccountKey)).jwk.alg).toBe('ES256');
  });

  it('makes files readable only by their owner and reuses them on the next start', async () => {
    const path = await folder();
    const first = await ensurePki(path, options);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    for (const file of await readdir(path)) expect((await stat(join(path, file))).mode & 0o777).toBe(0o600);
    const again = await ensurePki(path, options);
    expect([again.authority, again.serving, again.admin]).toEqual([first.authority, first.serving, first.admin]);
    expect(again.serviceAccountKey).toEqual(first.serviceAccountKey);
  });

  it('writes keys as EC PRIVATE KEY, and also reads PKCS #8', async () => {
    const path = await folder();
    await ensurePki(path, options);
    for (const name of ['ca', 'apiserver', 'admin', 'sa']) {
      const file = join(path, `${name}.key`);
      const pem = await readFile(file, 'utf8');
      expect(pem).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
      await writeFile(file, createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }));
    }
    const again = await ensurePki(path, options);
    expect(again.admin.key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect((await importSigningKey(again.serviceAccountKey)).jwk.alg).toBe('ES256');
    const node = await again.nodeClient('node-1');
    expect(new X509Certificate(node.certificate).verify(new X509Certificate(again.authority).publicKey)).toBe(true);
    expect(() => createSecureContext({ key: again.admin.key, cert: again.admin.certificate })).not.toThrow();
    expect(() => createSecureContext({ key: node.key, cert: node.certificate })).not.toThrow();
  });

  it('renews only the serving certificate if a host is new', async () => {
    const path = await folder();
    const first = await ensurePki(path, options);
    const again = await ensurePki(path, { ...options, hosts: ['198.51.100.1'] });
    expect(again.serving.certificate).not.toBe(first.serving.certificate);
    expect(again.authority).toBe(first.authority);
    expect(again.admin).toEqual(first.admin);
  });

  it('renews certificates that are about to expire', async () => {
    const path = await folder();
    const later = new VirtualClock();
    const first = await ensurePki(path, { ...options, clock: later });
    await later.advance(340 * 24 * 3600 * 1000);
    const again = await ensurePki(path, { ...options, clock: later });
    expect(again.admin.certificate).not.toBe(first.admin.certificate);
    expect(again.authority).toBe(first.authority);
  });
});
