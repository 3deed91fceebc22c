/** Removes a directory with all it holds, by descriptor: no link is followed, no mount entered, whoever writes to it. */
import type { Dirent } from 'node:fs';
import { type FileHandle, opendir, rename, rmdir, unlink } from 'node:fs/promises';
import { HostError } from '../../host/host.ts';
import { errorCode, mountOf, openChild, openEntry, through } from './descriptors.ts';

/** Entries read at a time: a pod may have left millions. */
const maxEntriesAtOnce = 256;
/** Passes over the top directory while entries keep coming in. */
const maxPasses = 1000;

async function unlinkEntry(directory: FileHandle, name: string): Promise<void> {
  try {
    await unlink(through(directory, name));
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw new HostError((error as Error).message);
  }
}

/** False: it is not empty. */
async function removeEmpty(directory: FileHandle, name: string): Promise<boolean> {
  try {
    await rmdir(through(directory, name));
  } catch (error) {
    if (errorCode(error) === 'ENOTEMPTY') return false;
    if (errorCode(error) === 'ENOTDIR') await unlinkEntry(directory, name);
    else if (errorCode(error) !== 'ENOENT') throw new HostError((error as Error).message);
  }
  return true;
}

async function isDirectory(directory: FileHandle, entry: Dirent): Promise<boolean> {
  if (entry.isDirectory()) return true;
  if (entry.isFile() || entry.isSymbolicLink()) return false;
  // Some file systems do not say in a listing what an entry is.
  const handle = await openEntry(directory, entry.name);
  try {
    return (await handle?.stat())?.isDirectory() ?? false;
  } finally {
    await handle?.close();
  }
}

class TreeRemoval {
  readonly #top: FileHandle;
  readonly #mount: string;
  #moved = 0;

  constructor(top: FileHandle, mount: string) {
    this.#top = top;
    this.#mount = mount;
  }

  /** One pass over the top directory: its entries, and what the directories among them hold. */
  async pass(): Promise<void> {
    await this.#each(this.#top, async (name) => {
      const child = await openChild(this.#top, name);
      if (child === undefined) return;
      try {
        await this.#enter(child, name);
      } finally {
        await child.close();
      }
      await removeEmpty(this.#top, name);
    });
  }

  async #enter(child: FileHandle, name: string): Promise<void> {
    if ((await mountOf(child)) !== this.#mount) throw new HostError(`${JSON.stringify(name)} is a mount point`);
    await this.#each(child, (deeper) => this.#moveUp(child, deeper));
  }

  /** Removes the entries of a directory; `full` sees to the directories that are not empty. */
  async #each(directory: FileHandle, full: (name: string) => Promise<void>): Promise<void> {
    for await (const entry of await opendir(through(directory), { bufferSize: maxEntriesAtOnce }))
      if (!(await isDirectory(directory, entry))) await unlinkEntry(directory, entry.name);
      else if (!(await removeEmpty(directory, entry.name))) await full(entry.name);
  }

  /** Into the top directory, for the next pass: however deep a tree is, two directories of it are open. */
  async #moveUp(directory: FileHandle, name: string): Promise<void> {
    for (;;) {
      const target = through(this.#top, `kubets-removed-${this.#moved++}`);
      try {
        return await rename(through(directory, name), target);
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return;
        // The name is taken by something that is not an empty directory.
        if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(error)))
          throw new HostError((error as Error).message);
      }
    }
  }
}

/**
 * Removes `name` from `parent`, whatever it is; nothing there is no error. Rejects where something is mounted in it,
 * before anything behind that mount is touched.
 */
export async function removeTree(parent: FileHandle, name: string): Promise<void> {
  const entry = await openEntry(parent, name);
  if (entry === undefined) return;
  try {
    if (!(await entry.stat()).isDirectory()) return await unlinkEntry(parent, name);
    const mount = await mountOf(entry);
    if (mount !== (await mountOf(parent))) throw new HostError(`${JSON.stringify(name)} is a mount point`);
    const removal = new TreeRemoval(entry, mount);
    for (let passes = 0; passes < maxPasses; passes++) {
      if (await removeEmpty(parent, name)) return;
      await removal.pass();
    }
    throw new HostError(`${JSON.stringify(name)} does not become empty`);
  } finally {
    await entry.close();
  }
}
