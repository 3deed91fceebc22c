/** Writes a file atomically: to a temporary file, which is flushed, read back and then renamed. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '@kubets/base';
import { UsageError } from '../usage-error.ts';

async function flush(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

/** Only the owner can read the file. An existing file is replaced. `check` reads the file and rejects if it is damaged. */
export async function writeChecked<T>(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  check: (path: string) => Promise<T>,
): Promise<T> {
  const partial = `${path}.partial-${process.pid}`;
  try {
    await rm(partial, { force: true });
    await pipeline(bytes, createWriteStream(partial, { mode: 0o600, flags: 'wx' })).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ECONNRESET') throw error;
      throw new UsageError(
        `the cluster closed the connection before the end of the snapshot: ${messageOf(error)}. Nothing was saved`,
      );
    });
    await flush(partial);
    const checked = await check(partial);
    await rename(partial, path);
    await flush(dirname(path));
    return checked;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
