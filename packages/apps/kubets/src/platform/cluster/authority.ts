/** What control planes of one cluster have in common: the certificate authority and the key of service account tokens. */
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';

/** Their names in a PKI directory, ours and kubeadm's alike. */
export const sharedFiles = ['ca.crt', 'ca.key', 'sa.key'] as const;
export type SharedFiles = Readonly<Record<(typeof sharedFiles)[number], string>>;

/** As kubeadm has it: SHA-256 of the public key (DER), which stays when the certificate is renewed. */
export function authorityHash(certificate: string): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

/** The authority a control plane has; undefined before its first start. */
export async function ownAuthorityHash(pki: string): Promise<string | undefined> {
  const path = join(pki, 'ca.crt');
  return existsSync(path) ? authorityHash(await readFile(path, 'utf8')) : undefined;
}

/** Throws UsageError when one is missing. */
export async function readSharedFiles(directory: string): Promise<SharedFiles> {
  const missing = sharedFiles.filter((name) => !existsSync(join(directory, name)));
  if (missing.length > 0)
    throw new UsageError(
      `${directory} has no ${missing.join(', ')}: copy the first control plane's pki directory, with its keys`,
    );
  const texts = await Promise.all(sharedFiles.map((name) => readFile(join(directory, name), 'utf8')));
  return Object.fromEntries(sharedFiles.map((name, index) => [name, texts[index] ?? ''])) as unknown as SharedFiles;
}

/** Readable by their owner only, from the moment they are there. */
export async function writePrivately(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    // Made anew: a file that stood there would keep its own mode.
    await rm(path, { force: true });
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  }
}
