/** A cluster with a long history: past revisions through the API, on the virtual clock. */
import { type ConfigMap, configMaps } from '@kubets/api';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import type { Client } from '@kubets/client';
import { importSigningKey } from '@kubets/kube-apiserver';
import { createMemoryStore } from '@kubets/storage';
import { expect, it } from 'vitest';
import { startControlPlane } from './control-plane.ts';

const hour = 3_600_000;

interface TestPlane extends AsyncDisposable {
  readonly client: Client;
  readonly clock: VirtualClock;
}

/** The API server without controllers, so that a day passes quickly. */
async function planeWith(history?: number): Promise<TestPlane> {
  const clock = new VirtualClock();
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const plane = await startControlPlane({
    requestsPerTurn: Number.POSITIVE_INFINITY,
    store: createMemoryStore({ clock, historyLimit: Number.POSITIVE_INFINITY }),
    clock,
    random: seededRandom(1),
    log: silentLogger,
    serviceCidr: '10.96.0.0/16',
    advertise: { address: '192.0.2.1', port: 6443 },
    authority: 'a test has no certificates',
    apiServerOnly: true,
    tokenKey: await importSigningKey(new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))),
    ...(history === undefined ? {} : { history }),
  });
  const client = plane.clientFor({ name: 'admin', groups: ['system:masters', 'system:authenticated'] });
  return { client, clock, [Symbol.asyncDispose]: () => plane.stop() };
}

const configMap = (name: string, data: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { data },
});

/** More than the minimum that the cache keeps. */
const bustle = 120;

/** Changes a ConfigMap every hour, among others. Returns its revision of each hour. */
async function livedThrough({ client, clock }: TestPlane, hours: number): Promise<readonly string[]> {
  const versions: string[] = [];
  for (const name of ['kept', 'busy']) await client.create(configMaps, configMap(name, 'new'));
  for (let index = 0; index < hours; index++) {
    const { metadata } = await client.update(configMaps, configMap('kept', String(index)));
    versions.push(metadata?.resourceVersion ?? '');
    for (let more = 0; more < bustle; more++) await client.update(configMaps, configMap('busy', `${index}.${more}`));
    await clock.advance(hour);
  }
  return versions;
}

async function asOf(cluster: TestPlane, resourceVersion: string): Promise<string | undefined> {
  const { items, metadata } = await cluster.client.list(configMaps, {
    namespace: 'default',
    resourceVersion,
    resourceVersionMatch: 'Exact',
  });
  expect(metadata.resourceVersion).toBe(resourceVersion);
  return items.find((each) => each.metadata?.name === 'kept')?.data?.['data'];
}

it('serves lists at any revision of the last day, after the caches have dropped it', async () => {
  await using cluster = await planeWith(24 * hour);
  const versions = await livedThrough(cluster, 30);
  for (const index of [29, 20, 10, 7]) expect(await asOf(cluster, versions[index] ?? '')).toBe(String(index));
  await expect(asOf(cluster, versions[3] ?? '')).rejects.toMatchObject({
    code: 410,
    reason: 'Expired',
    message: 'The resourceVersion for the provided list is too old.',
  });
});

it('treats the revision of a get as a minimum, and accepts that of a watch only while the cache has it, as upstream', async () => {
  await using cluster = await planeWith(24 * hour);
  const versions = await livedThrough(cluster, 12);
  const old = versions[2] ?? '';
  const got = await cluster.client.raw<ConfigMap>({
    method: 'GET',
    path: '/api/v1/namespaces/default/configmaps/kept',
    query: { resourceVersion: old },
  });
  expect(got.data).toEqual({ data: '11' });
  const watching = async (): Promise<void> => {
    for await (const _ of cluster.client.watch(configMaps, { namespace: 'default', resourceVersion: old })) break;
  };
  await expect(watching()).rejects.toMatchObject({
    code: 410,
    message: expect.stringMatching(/^too old resource version: \d+ \(\d+\)$/),
  });
});

it('compacts after minutes by default', async () => {
  await using cluster = await planeWith();
  const versions = await livedThrough(cluster, 2);
  await expect(asOf(cluster, versions[0] ?? '')).rejects.toMatchObject({ code: 410, reason: 'Expired' });
});
