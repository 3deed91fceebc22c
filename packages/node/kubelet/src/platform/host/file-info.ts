/** What the kubelet wants to know of a file. */
import type { Stats } from 'node:fs';
import type { FileInfo } from '../../host/host.ts';

function typeOf(stats: Stats): FileInfo['type'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isSocket()) return 'socket';
  if (stats.isCharacterDevice()) return 'charDevice';
  return stats.isBlockDevice() ? 'blockDevice' : 'other';
}

export const infoOf = (stats: Stats): FileInfo => ({
  type: typeOf(stats),
  mode: stats.mode & 0o7777,
  uid: stats.uid,
  gid: stats.gid,
  size: stats.size,
  identity: `${stats.dev}:${stats.ino}`,
});
