/** Files below a directory that others write to: see `ConfinedFiles`. */
import { constants } from 'node:fs';
import { chmod, chown, type FileHandle, mkdir, open, readdir, readlink, rename, symlink } from 'node:fs/promises';
import { type ConfinedFiles, HostError } from '../../host/host.ts';
import { errorCode, namesOf, openChild, openEntry, openRoot, through, walk } from './descriptors.ts';
import { infoOf } from './file-info.ts';
import { removeTree } from './remove-tree.ts';

type Task<T> = (directory: FileHandle, name: string) => Promise<T>;

async function hostErrors<T>(task: Promise<T>): Promise<T> {
  try {
    return await task;
  } catch (error) {
    throw error instanceof HostError ? error : new HostError((error as Error).message);
  }
}

/** Gives `task` the directory that a path's last name is in; undefined when that is missing. */
async function inParent<T>(root: string, path: string, task: Task<T>): Promise<T | undefined> {
  const names = namesOf(path);
  const top = await openRoot(root);
  if (top === undefined) return undefined;
  let parent: FileHandle | undefined;
  try {
    parent = await walk(top, names.slice(0, -1));
    return parent && (await hostErrors(task(parent, names.at(-1) as string)));
  } finally {
    if (parent !== undefined && parent !== top) await parent.close();
    await top.close();
  }
}

async function present<T>(root: string, path: string, task: Task<T>): Promise<T> {
  let found = false;
  const result = await inParent(root, path, (directory, name) => {
    found = true;
    return task(directory, name);
  });
  if (!found) throw new HostError(`no such directory: ${root}/${path.slice(0, Math.max(0, path.lastIndexOf('/')))}`);
  return result as T;
}

/** Gives `task` a descriptor that names the entry; undefined when there is none. */
async function withEntry<T>(root: string, path: string, task: (entry: FileHandle) => Promise<T>) {
  return inParent(root, path, async (directory, name) => {
    const entry = await openEntry(directory, name);
    try {
      return entry && (await task(entry));
    } finally {
      await entry?.close();
    }
  });
}

/** The last `bytes` bytes of a regular file. Devices and pipes are never opened. */
async function tailOf(entry: FileHandle, bytes: number): Promise<Uint8Array | undefined> {
  if (!(await entry.stat()).isFile()) return undefined;
  const file = await open(through(entry), constants.O_RDONLY);
  try {
    const { size } = await file.stat();
    const buffer = new Uint8Array(Math.min(size, bytes));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function writeFile(directory: FileHandle, name: string, bytes: Uint8Array, mode: number): Promise<void> {
  const entry = await openEntry(directory, name);
  let file: FileHandle;
  try {
    if (entry !== undefined && !(await entry.stat()).isFile()) throw new HostError(`${name} is not a regular file`);
    file = entry
      ? await open(through(entry), constants.O_WRONLY | constants.O_TRUNC)
      : await open(through(directory, name), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  } finally {
    await entry?.close();
  }
  try {
    await file.writeFile(bytes);
    await file.chmod(mode);
  } finally {
    await file.close();
  }
}

async function replaceFile(directory: FileHandle, name: string, bytes: Uint8Array, mode: number): Promise<void> {
  const fresh = `${name}.new`;
  await removeTree(directory, fresh);
  const file = await open(through(directory, fresh), constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await file.writeFile(bytes);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(through(directory, fresh), through(directory, name));
  const opened = await open(through(directory), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

/** Makes a directory unless it is there. The answer is open. */
export async function makeChild(directory: FileHandle, name: string, mode: number): Promise<FileHandle> {
  const standing = await openChild(directory, name);
  if (standing !== undefined) return standing;
  let made = true;
  await mkdir(through(directory, name), 0o700).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw new HostError((error as Error).message);
    made = false;
  });
  const child = await openChild(directory, name);
  if (child === undefined) throw new HostError(`${name} was removed while it was made`);
  // The mode is exact, whatever the umask.
  if (made) await chmod(through(child), mode);
  return child;
}

async function makeDirectories(root: string, path: string, mode: number): Promise<void> {
  const names = namesOf(path);
  const top = await openRoot(root);
  if (top === undefined) throw new HostError(`no such directory: ${root}`);
  let current = top;
  try {
    for (const [index, name] of names.entries()) {
      const next = await makeChild(current, name, index === names.length - 1 ? mode : 0o755);
      if (current !== top) await current.close();
      current = next;
    }
  } finally {
    if (current !== top) await current.close();
    await top.close();
  }
}

/** Rejects where the target's directory is missing, as rename itself does. */
async function renameBelow(root: string, from: string, to: string): Promise<void> {
  await present(root, from, (source, name) =>
    present(root, to, (target, newName) => rename(through(source, name), through(target, newName))),
  );
}

/** '' is the root itself. */
async function listBelow(root: string, path: string): Promise<readonly string[]> {
  const names = path === '' ? [] : namesOf(path);
  const top = await openRoot(root);
  if (top === undefined) return [];
  let directory: FileHandle | undefined;
  try {
    directory = await walk(top, names);
    return directory === undefined ? [] : await hostErrors(readdir(through(directory)));
  } finally {
    if (directory !== top) await directory?.close();
    await top.close();
  }
}

async function changeEntry(root: string, path: string, change: (path: string) => Promise<void>): Promise<void> {
  await withEntry(root, path, (entry) => change(through(entry)));
}

/** Opens a regular file for reading; undefined when it is missing, no file, or behind a symbolic link. */
export async function openFileBelow(root: string, path: string): Promise<FileHandle | undefined> {
  return withEntry(root, path, async (entry) =>
    (await entry.stat()).isFile() ? open(through(entry), constants.O_RDONLY) : undefined,
  );
}

export function confinedFiles(root: string): ConfinedFiles {
  return {
    readTail: (path, bytes) => withEntry(root, path, (entry) => tailOf(entry, bytes)),
    write: (path, bytes, mode) => present(root, path, (directory, name) => writeFile(directory, name, bytes, mode)),
    replace: (path, bytes, mode) => present(root, path, (directory, name) => replaceFile(directory, name, bytes, mode)),
    makeDirectory: (path, mode) => makeDirectories(root, path, mode),
    list: (path) => listBelow(root, path),
    stat: (path) => withEntry(root, path, async (entry) => infoOf(await entry.stat())),
    readLink: (path) =>
      inParent(root, path, (directory, name) =>
        readlink(through(directory, name)).catch((error: unknown) => {
          if (['ENOENT', 'EINVAL'].includes(errorCode(error))) return undefined;
          throw error;
        }),
      ),
    link: (target, path) => present(root, path, (directory, name) => symlink(target, through(directory, name))),
    rename: (from, to) => renameBelow(root, from, to),
    changeMode: (path, mode) => changeEntry(root, path, (entry) => chmod(entry, mode)),
    changeOwner: (path, uid, gid) => changeEntry(root, path, (entry) => chown(entry, uid, gid)),
    remove: async (path) => {
      await inParent(root, path, removeTree);
    },
  };
}
