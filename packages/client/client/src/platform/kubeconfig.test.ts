/** kubeconfig files on disk: the content of other programs must not be lost. */
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { KubeconfigError, mergeKubeconfig, readKubeconfig, removeFromKubeconfig } from './kubeconfig.ts';

const entry = { name: 'kubets', server: 'https://127.0.0.1:6443', ca: 'CA', cert: 'CERT', key: 'KEY' };

const others = `# mine
apiVersion: v1
kind: Config
preferences: {}
current-context: work
clusters:
- name: work # the real one
  cluster: {server: https://work, tls-server-name: x}
contexts:
- {name: work, context: {cluster: work, user: me}}
users:
- name: me
  user:
    exec: {command: login, apiVersion: client.authentication.k8s.io/v1}
`;

describe('kubeconfig', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
    path = join(folder, 'sub', 'config');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('mergeKubeconfig creates a file with mode 0600, which readKubeconfig can read', async () => {
    await mergeKubeconfig(path, entry);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readKubeconfig(path)).toEqual({
      context: 'kubets',
      server: entry.server,
      namespace: 'default',
      ca: 'CA',
      cert: 'CERT',
      key: 'KEY',
    });
    expect(await readdir(join(folder, 'sub'))).toEqual(['config']);
  });

  it('mergeKubeconfig and removeFromKubeconfig keep other entries, comments and unknown fields', async () => {
    const own = join(folder, 'config');
    await writeFile(own, others);
    await mergeKubeconfig(own, entry);
    await mergeKubeconfig(own, { ...entry, server: 'https://127.0.0.1:7000' });
    const merged = await readFile(own, 'utf8');
    expect(merged).toContain('# the real one');
    const value = parse(merged);
    expect(value.clusters).toHaveLength(2);
    expect(value['current-context']).toBe('kubets');
    expect((await readKubeconfig(own)).server).toBe('https://127.0.0.1:7000');
    expect((await readKubeconfig(own, 'work')).server).toBe('https://work');
    await removeFromKubeconfig(own, 'kubets');
    expect(parse(await readFile(own, 'utf8'))).toEqual({ ...parse(others), 'current-context': '' });
  });

  it('mergeKubeconfig leaves a file unchanged that contains the entry, and no other', async () => {
    const own = join(folder, 'config');
    await writeFile(own, others);
    await mergeKubeconfig(own, entry);
    const before = await stat(own);
    await mergeKubeconfig(own, entry);
    expect((await stat(own)).ino).toBe(before.ino);
    const text = await readFile(own, 'utf8');
    for (const changed of [
      text.replace('current-context: kubets', 'current-context: work'),
      text.replace(':6443', ''),
    ]) {
      await writeFile(own, changed);
      await mergeKubeconfig(own, entry);
      expect(await readKubeconfig(own)).toMatchObject({ context: 'kubets', server: entry.server });
    }
  });

  it('mergeKubeconfig keeps a symbolic link', async () => {
    const real = join(folder, 'real');
    await writeFile(real, others);
    await symlink(real, join(folder, 'link'));
    await mergeKubeconfig(join(folder, 'link'), entry);
    expect(await readFile(real, 'utf8')).toContain('kubets');
  });

  it.each([
    ['a torn file', 'apiVersion: v1\nclusters: [{name: '],
    ['a list', '- a\n- b\n'],
    ['clusters that are no list', 'clusters: {a: b}\n'],
  ])('mergeKubeconfig rejects %s and leaves it unchanged', async (_, text) => {
    const own = join(folder, 'config');
    await writeFile(own, text);
    await expect(mergeKubeconfig(own, entry)).rejects.toThrow(KubeconfigError);
    await expect(removeFromKubeconfig(own, 'kubets')).rejects.toThrow(own);
    expect(await readFile(own, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['config']);
  });

  it('mergeKubeconfig rejects a locked file at once, with the path of the lock', async () => {
    const own = join(folder, 'config');
    await writeFile(own, others);
    await writeFile(`${own}.lock`, '');
    await expect(mergeKubeconfig(own, entry)).rejects.toThrow(`${own}.lock exists`);
  });

  it('removeFromKubeconfig does nothing without a file', async () => {
    await removeFromKubeconfig(path, 'kubets');
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });
});
