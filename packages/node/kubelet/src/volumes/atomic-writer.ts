/**
 * Writes a volume's files so that readers see all of the old or all of the new: files live in a directory of their
 * own, `..data` points to it, and the visible names are links through `..data`. The layout is upstream's.
 */
import type { ConfinedFiles, FileSystem } from '../host/host.ts';
import type { Payload } from './payload.ts';

const dataLink = '..data';
const dataLinkNew = '..data_tmp';

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

async function pathsBelow(files: ConfinedFiles, directory: string, prefix = ''): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await files.list(directory)) {
    const info = await files.stat(`${directory}/${name}`);
    if (info?.type === 'directory')
      found.push(...(await pathsBelow(files, `${directory}/${name}`, `${prefix}${name}/`)));
    else found.push(prefix + name);
  }
  return found;
}

async function upToDate(
  files: ConfinedFiles,
  directory: string,
  payload: Payload,
  gid: number | undefined,
): Promise<boolean> {
  const present = await pathsBelow(files, directory);
  if (present.length !== payload.size || !present.every((path) => payload.has(path))) return false;
  for (const [path, { bytes, mode, uid = 0 }] of payload) {
    const info = await files.stat(`${directory}/${path}`);
    if (info?.size !== bytes.length) return false;
    const stands = await files.readTail(`${directory}/${path}`, bytes.length);
    if (stands === undefined || !sameBytes(stands, bytes)) return false;
    const wanted = gid === undefined ? mode : mode | 0o440;
    if (info.mode !== wanted || info.uid !== uid || (gid !== undefined && info.gid !== gid)) return false;
  }
  return true;
}

async function writeAll(files: ConfinedFiles, directory: string, payload: Payload, gid: number | undefined) {
  await files.makeDirectory(directory, 0o755);
  for (const [path, { bytes, mode, uid = 0 }] of payload) {
    const target = `${directory}/${path}`;
    await files.makeDirectory(parentOf(target), 0o755);
    await files.write(target, bytes, gid === undefined ? mode : mode | 0o440);
    if (uid !== 0 || gid !== undefined) await files.changeOwner(target, uid, gid ?? 0);
  }
  if (gid === undefined) return;
  const directories = new Set([directory, ...Array.from(payload.keys(), (path) => parentOf(`${directory}/${path}`))]);
  for (const each of directories) {
    await files.changeOwner(each, 0, gid);
    await files.changeMode(each, 0o2755);
  }
}

/** One of our directories: a link that was changed may name anything. */
const isVersion = (name: string): boolean => name.startsWith('..') && name.length > 2 && !name.includes('/');

/** The names that containers see: the first component of every path. */
const visibleNames = (payload: Payload): ReadonlySet<string> =>
  new Set(Array.from(payload.keys(), (path) => path.split('/')[0] ?? path));

/**
 * Makes `target` show exactly the payload; does nothing when it does already. `version` names the new directory and
 * must differ from every earlier one. With `gid` files belong to that group and it may read them.
 */
export async function writeAtomically(
  system: Pick<FileSystem, 'below'>,
  target: string,
  payload: Payload,
  version: string,
  gid: number | undefined,
): Promise<void> {
  const files = system.below(target);
  const old = await files.readLink(dataLink);
  if (old !== undefined && isVersion(old) && (await upToDate(files, old, payload, gid))) return;
  const fresh = `..${version}`;
  await writeAll(files, fresh, payload, gid);
  await files.remove(dataLinkNew);
  await files.link(fresh, dataLinkNew);
  await files.rename(dataLinkNew, dataLink);
  const visible = visibleNames(payload);
  for (const name of visible)
    if ((await files.readLink(name)) === undefined) await files.link(`${dataLink}/${name}`, name);
  // Links to what is no more, and directories that a killed writer left.
  for (const name of await files.list(''))
    if (!visible.has(name) && name !== dataLink && name !== fresh) await files.remove(name);
}
