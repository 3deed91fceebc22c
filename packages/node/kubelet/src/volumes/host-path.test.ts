/** What must be at a hostPath, and what is made there. */
import type { HostPathVolumeSource } from '@kubets/api';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryFiles } from '../host/memory-host.ts';
import { prepareHostPath } from './host-path.ts';

describe('prepareHostPath', () => {
  let files: MemoryFiles;
  beforeEach(async () => {
    files = new MemoryFiles();
    await files.makeDirectory('/data', 0o755);
    await files.write('/data/file', new TextEncoder().encode('kept'), 0o600);
  });

  type Type = NonNullable<HostPathVolumeSource['type']>;
  it.each<[Type | undefined, string]>([
    [undefined, '/nowhere'],
    ['', '/nowhere'],
    ['Directory', '/data'],
    ['DirectoryOrCreate', '/data'],
    ['File', '/data/file'],
    ['FileOrCreate', '/data/file'],
  ])('%s: %s is as it must be', async (type, path) => {
    await prepareHostPath(files, { path, ...(type === undefined ? {} : { type }) });
    expect(await files.list('')).toEqual(['data']);
    expect(new TextDecoder().decode(await files.read('/data/file'))).toBe('kept');
  });

  it.each<[Type, string, string]>([
    ['DirectoryOrCreate', '/new/directory', 'directory'],
    ['FileOrCreate', '/data/new', 'file'],
  ])('%s makes %s', async (type, path, wanted) => {
    await prepareHostPath(files, { path, type });
    expect((await files.stat(path))?.type).toBe(wanted);
  });

  it.each<[Type, string, string]>([
    ['Directory', '/nowhere', 'hostPath type check failed: /nowhere is not a directory'],
    ['Directory', '/data/file', 'hostPath type check failed: /data/file is not a directory'],
    ['DirectoryOrCreate', '/data/file', 'hostPath type check failed: /data/file is not a directory'],
    ['File', '/nowhere', 'hostPath type check failed: /nowhere is not a file'],
    ['FileOrCreate', '/data', 'hostPath type check failed: /data is not a file'],
    ['Socket', '/data/file', 'hostPath type check failed: /data/file is not a socket file'],
    ['CharDevice', '/data/file', 'hostPath type check failed: /data/file is not a character device'],
    ['BlockDevice', '/nowhere', 'hostPath type check failed: /nowhere is not a block device'],
  ])('%s refuses %s', async (type, path, message) => {
    await expect(prepareHostPath(files, { path, type })).rejects.toThrow(message);
  });
});
