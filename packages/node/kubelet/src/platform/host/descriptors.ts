/**
 * Steps from directory to directory by descriptor. A path can be made to lead elsewhere between a check and its use;
 * a descriptor cannot. Each step opens one name below an open directory and follows no symbolic link.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { HostError } from '../../host/host.ts';

/** Linux's O_PATH, the same on amd64 and arm64: a descriptor that names a file without opening it. */
const openPath = 0o10000000;
const openDirectory = openPath | constants.O_DIRECTORY;

export const errorCode = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** The file a descriptor stands for, or `name` below it, as a path that the kernel resolves from the descriptor. */
export function through(handle: FileHandle, name?: string): string {
  const own = `/proc/self/fd/${handle.fd}`;
  return name === undefined ? own : `${own}/${name}`;
}

/** The names in a relative path. Rejects what could lead out of a directory: it is not to be resolved at all. */
export function namesOf(path: string): readonly string[] {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..' || name.includes('\0')))
    throw new HostError(`invalid relative path ${JSON.stringify(path)}`);
  return names;
}

/** A directory that is trusted with all that leads to it: symbolic links on the way are followed. */
export async function openRoot(path: string): Promise<FileHandle | undefined> {
  return orAbsent(open(path, openDirectory));
}

/** The entry itself, whatever it is: also a symbolic link. Undefined when there is none. */
export async function openEntry(directory: FileHandle, name: string): Promise<FileHandle | undefined> {
  return orAbsent(open(through(directory, name), openPath | constants.O_NOFOLLOW));
}

/** A directory in `directory`. Undefined when there is nothing of this name; anything but a directory rejects. */
export async function openChild(directory: FileHandle, name: string): Promise<FileHandle | undefined> {
  return orAbsent(open(through(directory, name), openDirectory | constants.O_NOFOLLOW));
}

/** Walks down the names. The caller closes what it gets; `root` stays open. */
export async function walk(root: FileHandle, names: readonly string[]): Promise<FileHandle | undefined> {
  let current = root;
  for (const name of names) {
    let next: FileHandle | undefined;
    try {
      next = await openChild(current, name);
    } finally {
      if (current !== root) await current.close();
    }
    if (next === undefined) return undefined;
    current = next;
  }
  return current;
}

/** The kernel's number for the mount that a descriptor's file lies in. Bind mounts of one file system differ in it. */
export async function mountOf(handle: FileHandle): Promise<string> {
  const info = await readFile(`/proc/self/fdinfo/${handle.fd}`, 'utf8');
  return /^mnt_id:\s*(\d+)$/m.exec(info)?.[1] ?? '';
}

async function orAbsent(task: Promise<FileHandle>): Promise<FileHandle | undefined> {
  try {
    return await task;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new HostError((error as Error).message);
  }
}
