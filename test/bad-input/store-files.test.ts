/** A store file that is unreadable, truncated, invalid or missing is reported with one line and is not changed. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaint, isRoot } from '../cli/command.ts';
import { Cluster, program, type Ran } from '../harness.ts';

describe('kubets up with a store file', () => {
  let cluster: Cluster;
  let file: string;
  let good: string;

  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
    await cluster.kubectl('create', 'configmap', 'precious', '--from-literal=a=1');
    await cluster.end('SIGTERM');
    file = join(cluster.directory, 'data/store/store.mdb');
    good = `${cluster.directory}/good.mdb`;
    copyFileSync(file, good);
  });

  afterAll(() => cluster[Symbol.asyncDispose]());

  function up(...flags: readonly string[]): Promise<Ran> {
    const args = ['up', '--name', cluster.name, '--runtime', 'simulated', '--kubeconfig', cluster.kubeconfig];
    return cluster.run(process.execPath, [program, ...args, ...flags]);
  }

  it.each([
    ['truncated to half', () => shorten(0.5), /store file .*store\.mdb is truncated: it has \d+ of \d+ bytes/],
    ['truncated to its first page', () => shorten(0, 4096), /store file .*store\.mdb is (truncated|damaged)/],
    ['empty', () => writeFileSync(file, ''), /store file .*store\.mdb is damaged or not a store file/],
    [
      'junk',
      () => writeFileSync(file, Buffer.alloc(1 << 20, 'junk')),
      /store file .*store\.mdb is damaged or not a store file/,
    ],
    ['a text file', () => writeFileSync(file, 'Dear Sir'), /store file .*store\.mdb is damaged or not a store file/],
    ['missing', () => renameSync(file, `${file}.moved`), /store file .*store\.mdb is missing/],
  ])(
    'that is %s fails, in the foreground and detached; after it is restored, all data is there',
    async (_, harm, message) => {
      copyFileSync(good, file);
      harm();
      const harmed = read(file);
      for (const flags of [[], ['--detach']]) {
        const ran = await up(...flags);
        expect(ran.code).toBe(1);
        expect(complaint(ran)).toMatch(new RegExp(`^error: ${message.source}[^\n]*$`));
      }
      expect(read(file)).toEqual(harmed);
      copyFileSync(good, file);
      await cluster.up();
      expect(await cluster.kubectl('get', 'configmap', 'precious', '-o', 'jsonpath={.data.a}')).toBe('1');
      await cluster.end('SIGTERM');
      copyFileSync(file, good);
    },
  );

  if (!isRoot) console.log('skipped: only root can open the store as another user');
  it.skipIf(!isRoot)('without read permission reports the file', async () => {
    await using other = new Cluster();
    const data = join(other.directory, 'data');
    chmodSync(other.directory, 0o777);
    const as = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, program];
    const args = ['--name', 'chmod', '--kubeconfig', other.kubeconfig, '--port', String(other.port)];
    const started = await other.run('setpriv', [...as, 'up', '--detach', '--data-dir', data, ...args]);
    expect(started.code, started.stderr).toBe(0);
    await other.run('setpriv', [...as, 'down', '--name', 'chmod']);
    const path = join(data, 'store/store.mdb');
    chmodSync(path, 0o000);
    const ran = await other.run('setpriv', [...as, 'up', ...args]);
    expect(ran.code).toBe(1);
    expect(complaint(ran)).toMatch(
      /^error: cannot open the store in .*: EACCES: permission denied, open '.*store\.mdb'$/m,
    );
    chmodSync(path, 0o600);
    const again = await other.run('setpriv', [...as, 'up', '--detach', ...args]);
    expect(again.code, again.stderr).toBe(0);
    expect((await other.run('setpriv', [...as, 'down', '--delete', '--name', 'chmod'])).code).toBe(0);
  });

  function shorten(share: number, bytes?: number): void {
    const handle = openSync(file, 'r+');
    ftruncateSync(handle, bytes ?? Math.floor(statSync(file).size * share));
    closeSync(handle);
  }

  function read(path: string): string | undefined {
    try {
      return readFileSync(path).toString('latin1');
    } catch {
      return undefined;
    }
  }
});
