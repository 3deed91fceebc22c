/**
 * The join bundle: certificates, keys and the store's URL for a control plane that joins. It is stored in a Secret, encrypted with a
 * key that is only in the join token, so that the store and readers of Secrets see only the ciphertext.
 */

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '@kubets/base';
import { UsageError } from '../usage-error.ts';
import { readSharedFiles, type SharedFiles, sharedFiles, writePrivately } from './authority.ts';
import { storeFiles, withStoreFiles } from './store-url-settings.ts';

export interface JoinBundle {
  readonly files: SharedFiles;
  readonly store: string;
  /** PEM texts, by the query parameter of the store's URL that names the file. */
  readonly storeFiles: Readonly<Record<string, string>>;
}

/** `ID.SECRET.KEY`: a bootstrap token that authenticates to the API server, and the key that decrypts the join bundle. */
export interface JoinToken {
  readonly id: string;
  readonly secret: string;
  readonly key: Buffer;
}

const tokenForm = /^([a-z0-9]{6})\.([a-z0-9]{16})\.([A-Za-z0-9_-]{43})$/;
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

function randomText(random: Random, length: number): string {
  // 252 is the largest multiple of 36 in a byte. Larger values would make some letters more likely.
  let text = '';
  while (text.length < length)
    for (const byte of random.bytes(length)) if (byte < 252 && text.length < length) text += alphabet[byte % 36];
  return text;
}

export function newJoinToken(random: Random): JoinToken {
  return { id: randomText(random, 6), secret: randomText(random, 16), key: Buffer.from(random.bytes(32)) };
}

export function tokenText({ id, secret, key }: JoinToken): string {
  return `${id}.${secret}.${key.toString('base64url')}`;
}

/** Throws UsageError, which does not contain the token. */
export function parseJoinToken(text: string): JoinToken {
  const [, id, secret, key] = tokenForm.exec(text.trim()) ?? [];
  if (id === undefined || secret === undefined || key === undefined)
    throw new UsageError("invalid join token: create one with 'kubets token create' on a control plane");
  return { id, secret, key: Buffer.from(key, 'base64url') };
}

const cipher = 'aes-256-gcm';

/** The token's id is authenticated, too, so that the text cannot be used with another token. */
export function seal(bundle: JoinBundle, { id, key }: JoinToken, random: Random): string {
  const nonce = random.bytes(12);
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(id));
  const text = Buffer.concat([sealing.update(JSON.stringify(bundle), 'utf8'), sealing.final()]);
  return Buffer.concat([nonce, sealing.getAuthTag(), text]).toString('base64');
}

/** Throws UsageError if the key is wrong or the text was changed. */
export function unseal(sealed: string, { id, key }: JoinToken): JoinBundle {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const opening = createDecipheriv(cipher, key, bytes.subarray(0, 12)).setAAD(Buffer.from(id));
    opening.setAuthTag(bytes.subarray(12, 28));
    return JSON.parse(Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString('utf8'));
  } catch (error) {
    throw new UsageError(
      "cannot decrypt the certificates with this join token: create another with 'kubets token create'",
      { cause: error },
    );
  }
}

/** Reads the join bundle of this control plane. */
export async function joinBundleOf(pki: string, store: string): Promise<JoinBundle> {
  const files = await readSharedFiles(pki);
  const texts = [...storeFiles(store)].map(async ([name, path]) => [name, await readFile(path, 'utf8')] as const);
  return { files, store, storeFiles: Object.fromEntries(await Promise.all(texts)) };
}

/** Writes the files, readable only by the owner. Returns the store's URL with the paths on this machine. */
export async function writeJoinBundle({ files, store, storeFiles: pems }: JoinBundle, pki: string): Promise<string> {
  const shared = sharedFiles.map((name) => [name, files[name]] as const);
  const named = Object.entries(pems).map(([name, pem]) => [`store-${name}.pem`, pem] as const);
  const all = [...shared, ...named];
  // The names come from another machine. They must not lead out of the directory.
  const odd = all.find(([name, text]) => !/^[a-z]+[a-z.-]*$/.test(name) || typeof text !== 'string');
  if (odd) throw new UsageError(`the cluster returned an invalid file ${JSON.stringify(odd[0])} for this join token`);
  await writePrivately(pki, Object.fromEntries(all));
  return withStoreFiles(store, (name) => join(pki, `store-${name}.pem`));
}
