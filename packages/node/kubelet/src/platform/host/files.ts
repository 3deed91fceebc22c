/** The host's file system. */
import { constants } from 'node:fs';
import { chmod, chown, mkdir, open, readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type FileSystem, HostError } from '../../host/host.ts';
import { confinedFiles } from './confined-files.ts';
import { infoOf } from './file-info.ts';

/** What is missing, or lies below a file, is undefined. */
async function orMissing<T>(task: Promise<T>): Promise<T | undefined> {
  try {
    return await task;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL') return undefined;
    throw new HostError(message);
  }
}

async function done(task: Promise<unknown>): Promise<void> {
  try {
    await task;
  } catch (error) {
    throw new HostError((error as Error).message);
  }
}

async function makeDirectory(path: string, mode: number, isSecondTry = false): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    // Below a link to nothing there is no parent to make.
    if (code !== 'ENOENT' || isSecondTry) throw new HostError(message);
    await makeDirectory(dirname(path), 0o755);
    return makeDirectory(path, mode, true);
  }
  // By descriptor: what a pod puts in its place meanwhile must not get the mode.
  const made = await open(path, constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    await made.chmod(mode);
  } finally {
    await made.close();
  }
}

/** A symbolic link as the last component is never followed. */
async function write(path: string, bytes: Uint8Array, mode: number, disposition: number): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | disposition, 0o600);
  try {
    await file.writeFile(bytes);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

export const hostFiles: FileSystem = {
  write: (path, bytes, mode) => done(write(path, bytes, mode, constants.O_TRUNC)),
  create: (path, bytes, mode) => done(write(path, bytes, mode, constants.O_EXCL)),
  makeDirectory: (path, mode) => done(makeDirectory(path, mode)),
  list: async (path) => (await orMissing(readdir(path))) ?? [],
  stat: async (path) => {
    const stats = await orMissing(stat(path));
    return stats && infoOf(stats);
  },
  changeMode: (path, mode) => done(chmod(path, mode)),
  changeOwner: (path, uid, gid) => done(chown(path, uid, gid)),
  remove: (path) => confinedFiles(dirname(path)).remove(basename(path)),
  below: confinedFiles,
};
