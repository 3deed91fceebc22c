/** hostPath volumes: what must be there, and what is made when it is not. */
import type { HostPathVolumeSource } from '@kubets/api';
import type { FileInfo, FileSystem } from '../host/host.ts';
import { VolumeError } from './payload.ts';

const kinds: ReadonlyMap<string, { readonly type: FileInfo['type']; readonly say: string }> = new Map([
  ['Directory', { type: 'directory', say: 'a directory' }],
  ['DirectoryOrCreate', { type: 'directory', say: 'a directory' }],
  ['File', { type: 'file', say: 'a file' }],
  ['FileOrCreate', { type: 'file', say: 'a file' }],
  ['Socket', { type: 'socket', say: 'a socket file' }],
  ['CharDevice', { type: 'charDevice', say: 'a character device' }],
  ['BlockDevice', { type: 'blockDevice', say: 'a block device' }],
]);

/** Checks, and for the `…OrCreate` types makes, the path. */
export async function prepareHostPath(files: FileSystem, { path, type }: HostPathVolumeSource): Promise<void> {
  const kind = kinds.get(type ?? '');
  if (kind === undefined) return;
  const info = await files.stat(path);
  if (info === undefined && type === 'DirectoryOrCreate') return files.makeDirectory(path, 0o755);
  if (info === undefined && type === 'FileOrCreate') return files.create(path, new Uint8Array(), 0o644);
  if (info?.type !== kind.type) throw new VolumeError(`hostPath type check failed: ${path} is not ${kind.say}`);
}
