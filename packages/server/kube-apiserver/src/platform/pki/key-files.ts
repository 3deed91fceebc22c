/** PEM files, written atomically and readable only by their owner. */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { KeyPair } from '@kubets/http-listener/platform';

/** Undefined if there is no such file. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file is on disk when this resolves; after a crash there is either the old or the new file. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** `NAME.crt` and `NAME.key` in a directory of mode 0700. */
export class KeyFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async prepare(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
  }

  path(file: string): string {
    return join(this.#directory, file);
  }

  async read(name: string): Promise<KeyPair | undefined> {
    const [certificate, key] = await Promise.all([
      readIfThere(this.path(`${name}.crt`)),
      readIfThere(this.path(`${name}.key`)),
    ]);
    return certificate === undefined || key === undefined ? undefined : { certificate, key };
  }

  /** The key first: a certificate exists only if its key does. */
  async write(name: string, pair: KeyPair): Promise<void> {
    await writeWhole(this.path(`${name}.key`), pair.key);
    await writeWhole(this.path(`${name}.crt`), pair.certificate);
  }
}
