/** Changes a file that others change too: under client-go's lock, atomically, readable by its owner alone. */
import { mkdir, open, readFile, realpath, rename, rm, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvariantError } from '@kubets/base';

/** Someone else is changing the file, or died while doing so. */
export class FileLockedError extends Error {
  override readonly name = 'FileLockedError';
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/**
 * Replaces the file by what `change` makes of its text (undefined: no such file, or leave it). A symbolic link stays and
 * its target changes. A crash leaves the old or the new file, never a mix.
 */
export async function rewriteFile(
  path: string,
  change: (text: string | undefined) => Promise<string | undefined> | string | undefined,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const target = await realpath(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return path;
    throw error;
  });
  await locked(`${target}.lock`, async () => {
    const old = await readFile(target, 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    });
    const changed = await change(old);
    if (changed !== undefined && changed !== old) await replace(target, changed);
  });
}

async function locked(lock: string, task: () => Promise<void>): Promise<void> {
  const handle = await open(lock, 'wx', 0o600).catch((error: unknown) => {
    if (!hasCode(error, 'EEXIST')) throw error;
    throw new FileLockedError(`${lock} exists: another program is changing this file (remove the lock if none is)`);
  });
  try {
    await handle.close();
    await task();
  } finally {
    await unlink(lock);
  }
}

async function replace(target: string, text: string): Promise<void> {
  if (text === '') throw new InvariantError(`an empty file was about to replace ${target}`);
  const temporary = `${target}.new`;
  // What a crash left behind goes first: only a file made here, by us alone, has the right mode.
  await rm(temporary, { force: true });
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(temporary, target);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
}
