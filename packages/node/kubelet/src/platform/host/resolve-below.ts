/**
 * A path below a volume's root, resolved as the pod's containers would resolve it, while they may exchange any
 * directory for a symbolic link at any moment. Links are read and followed here, step by step, and never by the kernel:
 * what is resolved cannot leave the root.
 */
import { chmod, chown, type FileHandle, readlink } from 'node:fs/promises';
import { HostError } from '../../host/host.ts';
import { makeChild } from './confined-files.ts';
import { errorCode, openEntry, through } from './descriptors.ts';

/** Linux's own limit. */
const maxLinks = 40;
/** Each directory on the way stays open, for `..` in links: as many as this. */
const maxDepth = 256;
/** Linux's own limit: PATH_MAX. */
const maxPathBytes = 4096;
/** Names that are still to be resolved, those of links included. */
const maxNames = 4096;

const outside = (path: string): HostError =>
  new HostError(`the path ${JSON.stringify(path)} leads out of its volume through a symbolic link`);

async function linkTarget(directory: FileHandle, name: string): Promise<string | undefined> {
  try {
    return await readlink(through(directory, name));
  } catch (error) {
    // Exchanged since it was opened: the next step sees what is there now.
    if (['ENOENT', 'EINVAL'].includes(errorCode(error))) return undefined;
    throw new HostError((error as Error).message);
  }
}

/** Creates a missing directory with the mode and group of the volume, so that the same users can write to it. */
async function makeLikeRoot(root: FileHandle, directory: FileHandle, name: string): Promise<FileHandle> {
  const { mode, gid } = await root.stat();
  const child = await makeChild(directory, name, mode & 0o7777);
  if (gid === 0) return child;
  try {
    await chown(through(child), 0, gid);
    await chmod(through(child), mode & 0o7777);
    return child;
  } catch (error) {
    await child.close();
    throw new HostError((error as Error).message);
  }
}

class Resolution {
  readonly #path: string;
  readonly #pending: string[];
  /** The root and the directories entered below it, all open. */
  readonly #entered: FileHandle[];
  #links = 0;

  constructor(root: FileHandle, path: string) {
    this.#path = path;
    this.#entered = [root];
    this.#pending = path.split('/');
  }

  async run(): Promise<FileHandle> {
    try {
      for (let name = this.#pending.shift(); name !== undefined; name = this.#pending.shift()) {
        if (name === '' || name === '.') continue;
        if (name === '..') await this.#leave();
        else await this.#enter(name);
      }
      return this.#entered.pop() as FileHandle;
    } finally {
      for (const handle of this.#entered) await handle.close();
    }
  }

  get #root(): FileHandle {
    return this.#entered[0] as FileHandle;
  }

  async #leave(): Promise<void> {
    if (this.#entered.length === 1) throw outside(this.#path);
    await this.#entered.pop()?.close();
  }

  async #enter(name: string): Promise<void> {
    const directory = this.#entered.at(-1) as FileHandle;
    const last = this.#pending.every((each) => each === '' || each === '.');
    const entry = (await openEntry(directory, name)) ?? (await makeLikeRoot(this.#root, directory, name));
    const stats = await entry.stat();
    if (stats.isDirectory() || (last && !stats.isSymbolicLink())) {
      this.#entered.push(entry);
      if (this.#entered.length > maxDepth) throw new HostError(`the path ${JSON.stringify(this.#path)} is too deep`);
      return;
    }
    await entry.close();
    if (!stats.isSymbolicLink()) throw new HostError(`${JSON.stringify(name)} is not a directory`);
    await this.#follow(directory, name);
  }

  async #follow(directory: FileHandle, name: string): Promise<void> {
    if (++this.#links > maxLinks || this.#pending.length > maxNames)
      throw new HostError(`too many symbolic links in ${JSON.stringify(this.#path)}`);
    const target = await linkTarget(directory, name);
    if (target?.startsWith('/')) throw outside(this.#path);
    this.#pending.unshift(...(target ?? name).split('/'));
  }
}

/**
 * Resolves `path` below `root`, making the directories that are missing. The answer is a descriptor (O_PATH) of what was
 * found, a directory or a file; the caller closes it. Takes over `root`.
 */
export async function resolveBelow(root: FileHandle, path: string): Promise<FileHandle> {
  if (path.length >= maxPathBytes) {
    await root.close();
    throw new HostError('the path is too long');
  }
  return new Resolution(root, path).run();
}
