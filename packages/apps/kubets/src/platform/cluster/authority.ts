/** What the control planes of a cluster share: the certificate authorities and the key that signs service account tokens. */
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** Their names in a PKI directory, as in kubeadm. */
export const sharedFiles = ['ca.crt', 'ca.key', 'sa.key', 'front-proxy-ca.crt', 'front-proxy-ca.key'] as const;
export type SharedFiles = Readonly<Record<(typeof sharedFiles)[number], string>>;

/** The SHA-256 hash of the public key (DER), as in kubeadm. It does not change when the certificate is renewed. */
export function authorityHash(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

/** The hash of this control plane's authority; undefined before its first start. */
export async function ownAuthorityHash(pki: string): Promise<string | undefined> {
  const path = join(pki, 'ca.crt');
  return existsSync(path) ? authorityHash(await readFile(path, 'utf8')) : undefined;
}

/** Throws UsageError if a file is missing. */
export async function readSharedFiles(directory: string): Promise<SharedFiles> {
  const missing = sharedFiles.filter((name) => !existsSync(join(directory, name)));
  if (missing.length > 0)
    throw new UsageError(
      `${directory} does not contain ${missing.join(', ')}: copy the pki directory of the first control plane, including its keys`,
    );
  const texts = await Promise.all(sharedFiles.map((name) => readFile(join(directory, name), 'utf8')));
  return Object.fromEntries(sharedFiles.map((name, index) => [name, texts[index] ?? ''])) as unknown as SharedFiles;
}

/** Writes files that only their owner can read, from the moment they exist. */
export async function writePrivately(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    // Removed first, because an existing file would keep its mode.
    await rm(path, { force: true });
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  }
}
