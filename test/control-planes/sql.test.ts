/** Two control planes with one SQL database form one cluster, replace a leader that stops, and do not print the password. */
import { readFileSync, statSync } from 'node:fs';
import { type ConfigMap, configMaps } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { eventually } from '../harness.ts';
import { freePorts } from '../storage/etcd-cluster.ts';
import { hasMariadb, hasPostgres, startMariadb, startPostgres } from '../storage/sql-servers.ts';
import { thisHost } from './hosts.ts';
import { Plane } from './plane.ts';
import { holderOf } from './three-planes.ts';

const note: ConfigMap = { metadata: { name: 'note', namespace: 'default' }, data: { text: 'first' } };
const password = 'hidden-word';
const at = { namespace: 'default', name: 'note' };

describe.each([
  ['PostgreSQL', hasPostgres, startPostgres],
  ['MariaDB', hasMariadb, startMariadb],
] as const)('two control planes over %s', (_, has, start) => {
  it.skipIf(!has)('two control planes form one cluster', async () => {
    await using database = await start();
    // PostgreSQL trusts local clients with any password. MariaDB has no password here.
    const url = (await database.newDatabase()).replace('kubets@', `kubets:${password}@`);
    const [port = 0, other = 0] = await freePorts(2);
    await using first = await new Plane(thisHost, port).up(['--store', url, '--runtime', 'simulated']);
    const [join = ''] = first.run('token', 'create').split('\n');
    await using second = await new Plane(thisHost, other).up(join.replace('kubets up ', '').split(' '));
    for (const plane of [first, second]) {
      expect(statSync(plane.settingsFile).mode & 0o777).toBe(0o600);
      expect(readFileSync(`/proc/${plane.pid}/cmdline`, 'utf8')).not.toContain(password);
      expect(plane.output).not.toContain(password);
      expect(plane.run('status')).not.toContain(password);
    }
    const created = await first.client.create(configMaps, note);
    expect((await second.client.get(configMaps, at)).metadata?.uid).toBe(created.metadata?.uid);
    await second.client.patch(configMaps, at, 'merge', { data: { text: 'second' } });
    expect((await first.client.get(configMaps, at)).data).toEqual({ text: 'second' });
    const leader = await holderOf(second.client);
    await first.end('SIGTERM');
    await eventually(
      async () => (![leader, ''].includes(await holderOf(second.client)) ? true : undefined),
      'the other leads',
      10,
    );
  });
});
