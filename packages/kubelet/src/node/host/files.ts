/** The host's file system. */
import type { Stats } from 'node:fs';
import {
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { type FileInfo, type FileSystem, HostError } from '../../host/host.ts';

function typeOf(stats: Stats): FileInfo['type'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isSocket()) return 'socket';
  if (stats.isCharacterDevice()) return 'charDevice';
  return stats.isBlockDevice() ? 'blockDevice' : 'other';
}

const infoOf = (stats: Stats): FileInfo => ({
  type: typeOf(stats),
  mode: stats.mode & 0o7777,
  uid: stats.uid,
  gid: stats.gid,
  size: stats.size,
  identity: `${stats.dev}:${stats.ino}`,
});

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

async function makeDirectory(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT') throw new HostError(message);
    await makeDirectory(dirname(path), 0o755);
    return makeDirectory(path, mode);
  }
  await chmod(path, mode);
}

async function readTail(path: string, bytes: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, bytes);
    const buffer = new Uint8Array(length);
    const { bytesRead } = await file.read(buffer, 0, length, size - length);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function write(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  await writeFile(path, bytes);
  await chmod(path, mode);
}

export const hostFiles: FileSystem = {
  read: (path) => orMissing(readFile(path)),
  readTail: (path, bytes) => orMissing(readTail(path, bytes)),
  write: (path, bytes, mode) => done(write(path, bytes, mode)),
  makeDirectory,
  list: async (path) => (await orMissing(readdir(path))) ?? [],
  stat: async (path) => {
    const stats = await orMissing(stat(path));
    return stats && infoOf(stats);
  },
  linkStat: async (path) => {
    const stats = await orMissing(lstat(path));
    return stats && infoOf(stats);
  },
  readLink: (path) => orMissing(readlink(path)),
  realPath: (path) => orMissing(realpath(path)),
  link: (target, path) => done(symlink(target, path)),
  rename: (from, to) => done(rename(from, to)),
  changeMode: (path, mode) => done(chmod(path, mode)),
  changeOwner: async (path, uid, gid) => {
    const stats = await lstat(path);
    await done(stats.isSymbolicLink() ? lchown(path, uid, gid) : chown(path, uid, gid));
  },
  // A mount point below cannot be removed (EBUSY): the removal stops there, loudly.
  remove: (path) => done(rm(path, { recursive: true, force: true })),
};
