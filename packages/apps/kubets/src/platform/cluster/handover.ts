/**
 * What a further control plane takes over: sealed for the way through the cluster's own store with a key that only the
 * join token has. The store, and whoever can read Secrets, holds nothing but the sealed text.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { readSharedFiles, type SharedFiles, sharedFiles, writePrivately } from './authority.ts';
import { storeFiles, withStoreFiles } from './store-location.ts';

export interface Handover {
  readonly files: SharedFiles;
  readonly store: string;
  /** PEM, by the parameter of the store's URL that names the file. */
  readonly storeFiles: Readonly<Record<string, string>>;
}

/** `ID.SECRET.KEY`: a bootstrap token to come to the API with, and the key to what is found there. */
export interface JoinToken {
  readonly id: string;
  readonly secret: string;
  readonly key: Buffer;
}

const tokenForm = /^([a-z0-9]{6})\.([a-z0-9]{16})\.([A-Za-z0-9_-]{43})$/;
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

function randomText(length: number): string {
  // 252 is the largest multiple of 36 in a byte: what lies above would favour some letters.
  let text = '';
  while (text.length < length)
    for (const byte of randomBytes(length)) if (byte < 252 && text.length < length) text += alphabet[byte % 36];
  return text;
}

export function newJoinToken(): JoinToken {
  return { id: randomText(6), secret: randomText(16), key: randomBytes(32) };
}

export function tokenText({ id, secret, key }: JoinToken): string {
  return `${id}.${secret}.${key.toString('base64url')}`;
}

/** Throws UsageError, which does not repeat the text. */
export function parseJoinToken(text: string): JoinToken {
  const [, id, secret, key] = tokenForm.exec(text.trim()) ?? [];
  if (id === undefined || secret === undefined || key === undefined)
    throw new UsageError("that is no join token: make one with 'kubets token create' on a control plane");
  return { id, secret, key: Buffer.from(key, 'base64url') };
}

const cipher = 'aes-256-gcm';

/** The token's id is sealed in: a text cannot be passed off as another token's. */
export function seal(handover: Handover, { id, key }: JoinToken): string {
  const nonce = randomBytes(12);
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(id));
  const text = Buffer.concat([sealing.update(JSON.stringify(handover), 'utf8'), sealing.final()]);
  return Buffer.concat([nonce, sealing.getAuthTag(), text]).toString('base64');
}

/** Throws UsageError when the key does not fit, or somebody changed the text. */
export function unseal(sealed: string, { id, key }: JoinToken): Handover {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const opening = createDecipheriv(cipher, key, bytes.subarray(0, 12)).setAAD(Buffer.from(id));
    opening.setAuthTag(bytes.subarray(12, 28));
    return JSON.parse(Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString('utf8'));
  } catch (error) {
    throw new UsageError('the join token does not open what the cluster keeps for it', { cause: error });
  }
}

/** What this control plane hands over. */
export async function handoverOf(pki: string, store: string): Promise<Handover> {
  const files = await readSharedFiles(pki);
  const texts = [...storeFiles(store)].map(async ([name, path]) => [name, await readFile(path, 'utf8')] as const);
  return { files, store, storeFiles: Object.fromEntries(await Promise.all(texts)) };
}

/** Puts it on disk, for the owner's eyes only; returns the store's URL as it is here. */
export async function takeOver({ files, store, storeFiles: pems }: Handover, pki: string): Promise<string> {
  const shared = sharedFiles.map((name) => [name, files[name]] as const);
  const named = Object.entries(pems).map(([name, pem]) => [`store-${name}.pem`, pem] as const);
  const all = [...shared, ...named];
  // The names come from another machine: none may lead out of the directory.
  const odd = all.find(([name, text]) => !/^[a-z]+[a-z.-]*$/.test(name) || typeof text !== 'string');
  if (odd)
    throw new UsageError(`what the cluster keeps for the join token holds no valid file ${JSON.stringify(odd[0])}`);
  await writePrivately(pki, Object.fromEntries(all));
  return withStoreFiles(store, (name) => join(pki, `store-${name}.pem`));
}
