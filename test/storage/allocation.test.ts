/** Three API servers, each with its own etcd member, allocate cluster IPs and node ports without duplicates. */
import type { IPAddress, Service } from '@kubets/api';
import { seededRandom, systemClock, systemRandom } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { testCluster } from '../../packages/server/kube-apiserver/src/cluster-testing.ts';
import { openEtcdStore } from '../../packages/storage/store-etcd/src/platform/etcd-store.ts';
import { EtcdCluster, hasEtcd } from './etcd-cluster.ts';

const path = '/api/v1/namespaces/default/services';
const bootstrap = { advertiseAddress: '192.0.2.1', port: 6443, serviceCidr: '10.96.0.0/25' };
const nodePorts = { first: 30_000, last: 30_059 };

describe.skipIf(!hasEtcd)('allocation of three API servers on three etcd members', () => {
  it('assigns every address and port once', async () => {
    await using etcd = await EtcdCluster.start({ members: 3 });
    const servers = await Promise.all(
      etcd.endpoints.map(async (_, first) => {
        const endpoints = [...etcd.endpoints.slice(first), ...etcd.endpoints.slice(0, first)];
        const store = await openEtcdStore({
          endpoints,
          clock: systemClock,
          random: systemRandom,
        });
        return testCluster({ store, clock: systemClock, random: seededRandom(first), bootstrap, nodePorts });
      }),
    );
    const server = (at: number) => servers[at % 3] as (typeof servers)[number];
    const list = async <T>(line: string): Promise<readonly T[]> =>
      ((await server(0).call(`GET ${line}`)).body as unknown as { items: readonly T[] }).items;
    const made = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        server(at).call(`POST ${path}`, {
          metadata: { name: `s${at}` },
          spec: { type: 'NodePort', ports: [{ port: 80 }], ...(at % 10 === 0 ? { clusterIP: '10.96.0.7' } : {}) },
        }),
      ),
    );
    expect(made.filter(({ code }) => code === 422)).toHaveLength(4);
    expect(made.filter(({ code }) => code === 201)).toHaveLength(46);
    await Promise.all(Array.from({ length: 20 }, (_, at) => server(at + 1).call(`DELETE ${path}/s${at}`)));
    const services = await list<Service>('/api/v1/services');
    const addresses = await list<IPAddress>('/apis/networking.k8s.io/v1/ipaddresses');
    const ips = services.map(({ metadata, spec }) => `${spec?.clusterIP} ${metadata?.name}`);
    expect(new Set(services.map(({ spec }) => spec?.clusterIP)).size).toBe(services.length);
    expect(addresses.map(({ metadata, spec }) => `${metadata?.name} ${spec?.parentRef?.name}`).toSorted()).toEqual(
      ips.toSorted(),
    );
    const ports = services.flatMap(({ spec }) => spec?.ports?.flatMap(({ nodePort }) => nodePort ?? []) ?? []);
    const held = (await server(1).store.list({ prefix: '/allocations/nodeports/' })).entries;
    expect(held.map(({ key }) => Number(key.split('/').at(-1)))).toEqual(ports.toSorted());
    await Promise.all(servers.map((each) => each[Symbol.asyncDispose]()));
  });
});
