/** Snapshots, history and quota, with the program, kubectl and stores of different engines. */
import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../packages/apps/kubets/src/platform/store/open-store.ts';
import { Cluster, program, type Ran, run } from '../harness.ts';
import { EtcdCluster, hasEtcd } from './etcd-cluster.ts';
import { hasMariadb, startMariadb } from './sql-servers.ts';

const flags = ['--runtime', 'simulated'];
const tryKubets = (cluster: Cluster, ...args: readonly string[]): Promise<Ran> =>
  run(process.execPath, [program, ...args], { env: cluster.env });

async function makeConfigMap(cluster: Cluster, name: string, value: string): Promise<string> {
  await cluster.kubectl('create', 'configmap', name, `--from-literal=v=${value}`);
  const { metadata } = await cluster.json<{ metadata: { resourceVersion: string } }>('get', 'configmap', name);
  return metadata.resourceVersion;
}

interface ListOf {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly data?: { readonly v?: string } }[];
}

async function listed(cluster: Cluster, resourceVersion: string): Promise<ListOf> {
  const path = '/api/v1/namespaces/default/configmaps';
  const query = `resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`;
  return JSON.parse(await cluster.kubectl('get', '--raw', `${path}?${query}`));
}

describe('kubets snapshot', () => {
  it('of a running cluster is restored into a stopped one, and clients of the old one list again', async () => {
    await using cluster = new Cluster({ flags });
    await cluster.up();
    const file = join(cluster.directory, 'backup');
    await makeConfigMap(cluster, 'before', 'kept');
    const saved = await cluster.kubets('snapshot', 'save', file);
    expect(saved).toMatch(/^Saved revision \d+ \(\d+ keys\) to /);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const after = await makeConfigMap(cluster, 'after', 'lost');

    const status = await tryKubets(cluster, 'snapshot', 'status', file, '-o', 'json');
    const summary = JSON.parse(status.stdout) as { revision: number; totalKey: number; hash: string };
    expect(summary.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(summary.revision).toBeLessThan(Number(after));
    const table = await tryKubets(cluster, 'snapshot', 'status', file);
    expect(table.stdout).toContain('| HASH             | REVISION | TOTAL KEYS | TOTAL SIZE ');
    expect(table.stdout).toContain(`| ${summary.hash.slice(0, 16)} | ${summary.revision} `);

    const running = await tryKubets(cluster, 'snapshot', 'restore', file, '--name', cluster.name, '--force');
    expect(running.stderr).toMatch(/^error: data directory .* is in use/);
    await cluster.end('SIGINT');
    const refused = await tryKubets(cluster, 'snapshot', 'restore', file, '--name', cluster.name);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('use --force to rename it') });
    const restored = await cluster.kubets('snapshot', 'restore', file, '--force');
    expect(restored).toContain(`Restored ${summary.totalKey} keys of revision ${summary.revision}.`);
    expect(existsSync(/^Renamed the previous store to (.*)\.$/m.exec(restored)?.[1] ?? '')).toBe(true);

    await cluster.up();
    expect(await cluster.kubectl('get', 'configmap', '-o', 'name')).toContain('configmap/before');
    expect((await cluster.tryKubectl(['get', 'configmap', 'after'])).stderr).toContain('NotFound');
    expect(Number(await makeConfigMap(cluster, 'again', 'x'))).toBeGreaterThan(summary.revision + 1e9);
    const old = await cluster.tryKubectl([
      'get',
      '--raw',
      `/api/v1/configmaps?resourceVersion=${after}&resourceVersionMatch=Exact`,
    ]);
    expect(old.stderr).toContain('The resourceVersion for the provided list is too old.');
    const watch = await cluster.kubectl('get', '--raw', `/api/v1/configmaps?watch=true&resourceVersion=${after}`);
    expect(watch).toMatch(/^\{"type":"ERROR".*"reason":"Expired".*"code":410/);
  });

  it('requires an administrator and the method GET', async () => {
    await using cluster = new Cluster({ flags });
    await cluster.up();
    await cluster.kubectl('create', 'clusterrolebinding', 'jane', '--clusterrole=admin', '--user=jane');
    const asJane = (path: string): Promise<Ran> => cluster.tryKubectl(['get', '--raw', path, '--as', 'jane']);
    for (const path of ['/kubets/snapshot', '/kubets/store', '/kubets/defragment']) {
      expect((await asJane(path)).stderr).toContain(`User "jane" cannot get path "${path}"`);
    }
    const { stdout } = await cluster.tryKubectl(['get', '--raw', '/kubets/store']);
    expect(JSON.parse(stdout)).toMatchObject({ revision: expect.any(Number), space: { exceeded: false } });
    expect((await cluster.tryKubectl(['get', '--raw', '/kubets/defragment'])).stderr).toContain('MethodNotAllowed');
    await cluster.kubectl('create', 'clusterrole', 'backup', '--verb=get', '--non-resource-url=/kubets/snapshot');
    await cluster.kubectl('create', 'clusterrolebinding', 'backup', '--clusterrole=backup', '--user=jane');
    expect((await asJane('/kubets/snapshot')).stdout).toMatch(/^kubets snapshot 1\n/);
  });

  it('that is truncated or changed is refused without an effect', async () => {
    await using cluster = new Cluster({ flags });
    await cluster.up();
    const file = join(cluster.directory, 'backup');
    await cluster.end('SIGTERM');
    await cluster.kubets('snapshot', 'save', file);
    const whole = readFileSync(file);
    truncateSync(file, whole.length - 10);
    const short = await tryKubets(cluster, 'snapshot', 'restore', file, '--name', cluster.name, '--force');
    expect(short).toMatchObject({ code: 1, stderr: 'error: the snapshot is truncated: its end is missing\n' });
    whole[whole.length >> 1] = (whole[whole.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, whole);
    const changed = await tryKubets(cluster, 'snapshot', 'restore', file, '--name', cluster.name, '--force');
    expect(changed).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error: the snapshot is damaged: block'),
    });
    expect((await tryKubets(cluster, 'snapshot', 'status', file)).code).toBe(1);
    await cluster.up();
  });

  it.skipIf(!hasEtcd || !hasMariadb)('moves a cluster from lmdb to etcd, on to MariaDB, and back', async () => {
    await using cluster = new Cluster({ flags });
    await using etcd = await EtcdCluster.start();
    await using mariadb = await startMariadb();
    await cluster.up();
    await makeConfigMap(cluster, 'moved', 'along');
    await cluster.end('SIGINT');
    const urls = [
      `etcd://${etcd.endpoints[0]}`,
      await mariadb.newDatabase(),
      `lmdb:${join(cluster.directory, 'copy')}`,
      `etcd://${etcd.endpoints[0]}`,
    ];
    const fileOf = (index: number): string => join(cluster.directory, `backup-${index}`);
    await cluster.kubets('snapshot', 'save', fileOf(0));
    const contents: (readonly string[])[] = [];
    for (const [index, url] of urls.entries()) {
      const restored = await tryKubets(cluster, 'snapshot', 'restore', fileOf(index), '--store', url, '--force');
      expect(restored.stderr).toBe('');
      await using store = await openStore(url, { clock: systemClock, random: systemRandom });
      const { entries, revision } = await store.list({ prefix: '/' });
      expect(revision).toBeGreaterThanOrEqual((index + 1) * 1e9);
      contents.push(entries.map(({ key, value }) => `${key} ${Buffer.from(value).toString('hex')}`));
      const { writeChecked } = await import('../../packages/apps/kubets/src/platform/commands/snapshot-file.ts');
      const { snapshotBytes } = await import('../../packages/storage/storage/src/platform/write-snapshot.ts');
      await writeChecked(fileOf(index + 1), snapshotBytes(await store.export(), systemClock), async () => undefined);
    }
    expect(contents[0]?.length).toBeGreaterThan(100);
    for (const content of contents) expect(content).toEqual(contents[0]);
    const refused = await tryKubets(cluster, 'snapshot', 'restore', fileOf(0), '--store', urls[0] ?? '');
    expect(refused.stderr).toContain('this etcd already contains a store: use --force to replace it');
    await cluster.up(['--store', urls[0] ?? '']);
    const found = await cluster.json<ListOf['items'][number]>('get', 'configmap', 'moved');
    expect(found.data?.v).toBe('along');
  });
});

describe('kubets up --history', () => {
  it('keeps hours of history for reads by any client, also after a restart', async () => {
    await using cluster = new Cluster({ flags });
    await cluster.up(['--history', '24h']);
    const first = await makeConfigMap(cluster, 'changing', 'one');
    await cluster.kubectl('patch', 'configmap', 'changing', '-p', '{"data":{"v":"two"}}');
    const valueAt = async (revision: string): Promise<string | undefined> =>
      (await listed(cluster, revision)).items.find(({ metadata }) => metadata.name === 'changing')?.data?.v;
    expect(await valueAt(first)).toBe('one');
    await cluster.end('SIGTERM');
    await cluster.up();
    expect(await valueAt(first)).toBe('one');
    await cluster.kubets('defrag', '--forget-history');
    await cluster.end('SIGTERM');
    await cluster.up();
    await expect(valueAt(first)).rejects.toThrow('The resourceVersion for the provided list is too old.');
  });

  it.each([
    ['--history', '1d'],
    ['--quota', 'lots'],
  ])('%s %s is refused with a message', async (flag, value) => {
    await using cluster = new Cluster({ flags });
    const { code, stderr } = await tryKubets(cluster, 'up', '--name', cluster.name, flag, value);
    expect(code).toBe(1);
    expect(stderr).toContain(`argument '${value}' is invalid. It must be a`);
  });
});

describe('kubets up --quota', () => {
  it("refuses writes with etcd's error, raises an alarm, and accepts writes when there is room", async () => {
    await using cluster = new Cluster({ flags });
    await cluster.up(['--quota', '16Mi']);
    const big = join(cluster.directory, 'big');
    writeFileSync(big, Buffer.alloc(900_000, 'x'));
    const create = (name: string): Promise<Ran> =>
      cluster.tryKubectl(['create', 'configmap', name, `--from-file=v=${big}`]);
    let made = 0;
    let last = await create('big-0');
    for (; last.code === 0 && made < 40; made++) last = await create(`big-${made + 1}`);
    expect(made).toBeGreaterThan(8);
    expect(made).toBeLessThan(20);
    expect(last.stderr).toContain('etcdserver: mvcc: database space exceeded');
    expect(await cluster.kubets('status')).toMatch(/^store: .* of 16 MiB \(ALARM NOSPACE/m);
    expect(await cluster.kubectl('get', '--raw', '/metrics')).toContain('kubets_storage_alarm{type="NOSPACE"} 1');
    expect((await cluster.tryKubectl(['get', 'configmap', 'big-0', '-o', 'name'])).stdout).toContain('big-0');
    for (let index = 0; index < made; index += 2) await cluster.kubectl('delete', 'configmap', `big-${index}`);
    expect(await cluster.kubets('defrag', '--forget-history')).toMatch(
      /^Defragmented the store: .* MiB before, .* now\.\n$/,
    );
    expect(await cluster.kubets('status')).not.toContain('ALARM');
    expect((await create('small-again')).code).toBe(0);
  });
});
