/** Which snapshotter the file system of a directory supports. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Tries to mount an overlay in a scratch directory: the only reliable check on every kernel and file system. */
export async function probeSnapshotter(directory: string): Promise<'overlayfs' | 'native'> {
  const scratch = await mkdtemp(join(directory, 'probe-'));
  const [lower, upper, work, merged] = ['lower', 'upper', 'work', 'merged'].map((name) => join(scratch, name));
  try {
    for (const each of [lower, upper, work, merged]) await mkdir(each as string);
    const options = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
    await run('mount', ['-t', 'overlay', 'overlay', '-o', options, merged as string]);
    await run('umount', [merged as string]);
    return 'overlayfs';
  } catch {
    return 'native';
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
