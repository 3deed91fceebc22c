/** Changes a file that other programs change too: atomically, with client-go's lock file, readable only by the owner. */
import { mkdir, open, readFile, realpath, rename, rm, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvariantError } from '@kubets/base';

/** Another program is changing the file, or stopped while doing so. */
export class FileLockedError extends Error {
  override readonly name = 'FileLockedError';
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/**
 * Replaces the content of the file by the result of `change`, which gets undefined if there is no file and returns undefined to
 * leave it unchanged. Of a symbolic link, the target is changed. After a crash the file is the old or the new one.
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
    throw new FileLockedError(`${lock} exists: another program is changing this file. Remove the lock file if none is`);
  });
  try {
    await handle.close();
    await task();
  } finally {
    await unlink(lock);
  }
}

async function replace(target: string, text: string): Promise<void> {
  if (text === '') throw new InvariantError(`refusing to replace ${target} by an empty file`);
  const temporary = `${target}.new`;
  // A file that a crash left behind is removed first, because it may have another mode.
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
