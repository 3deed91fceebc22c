/** What housekeeping takes away, and what it waits for. */
import type { Pod } from '@kubets/api';
import { type LogLine, loggerTo, VirtualClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { createMemoryHost } from './host/memory-host.ts';
import { keepHouse } from './housekeeping.ts';
import type { PodWorkers } from './worker/pod-workers.ts';

function house() {
  const clock = new VirtualClock();
  const host = createMemoryHost();
  const applied = new Map<string, number | undefined>();
  const logged: LogLine[] = [];
  const world = { synced: false, orphans: [] as string[], swept: 0, unmounts: [] as string[], isBusy: false };
  const known = new Set(['known']);
  const burstable: Pod = { spec: { containers: [{ name: 'a', resources: { requests: { cpu: '500m' } } }] } };
  const workers: Pick<PodWorkers, 'get' | 'active' | 'orphan'> = {
    get: (uid) => (known.has(uid) ? ({} as ReturnType<PodWorkers['get']>) : undefined),
    active: () => [burstable],
    orphan: ({ uid }) => world.orphans.push(uid),
  };
  const stop = new AbortController();
  const running = keepHouse(
    {
      host: {
        files: host.files,
        mounts: {
          ...host.mounts,
          unmountBelow: async (path) => {
            if (world.isBusy) throw new Error('busy');
            world.unmounts.push(path);
          },
        },
        cgroups: {
          ...host.cgroups,
          apply: async (cgroup, limits) => {
            applied.set(cgroup, limits.cpuShares);
            await host.cgroups.apply(cgroup, limits);
          },
        },
      },
      workers,
      paths: { rootDir: '/kubelet', logDir: '/logs' },
      cgroupRoot: '/kubets',
      clock,
      log: loggerTo((line) => line.level === 'warn' && logged.push(line)),
      synced: () => world.synced,
      orphans: () => [{ uid: 'orphan', namespace: 'default', name: 'web', signature: '' }],
      sweepObjects: () => world.swept++,
    },
    stop.signal,
  );
  const end = (): Promise<void> => {
    stop.abort();
    return running;
  };
  return { clock, host, applied, logged, world, end };
}

it('keepHouse touches nothing before the pods of the API server are known', async () => {
  const { clock, host, world, end } = house();
  await host.files.makeDirectory('/kubelet/pods/gone', 0o755);
  await clock.advance(10_000);
  expect([world.orphans, await host.files.list('/kubelet/pods')]).toEqual([[], ['gone']]);
  await end();
});

it('keepHouse ends orphans, and removes directories and cgroups of pods without a worker', async () => {
  const { clock, host, world, end } = house();
  for (const uid of ['gone', 'known']) await host.files.makeDirectory(`/kubelet/pods/${uid}`, 0o755);
  for (const folder of ['kubepods', 'kubepods/burstable', 'kubepods/besteffort'])
    for (const name of ['podgone', 'podknown', 'other']) await host.cgroups.apply(`/kubets/${folder}/${name}`, {});
  world.synced = true;
  await clock.advance(2000);
  expect(world.orphans[0]).toBe('orphan');
  expect([world.unmounts[0], await host.files.list('/kubelet/pods')]).toEqual(['/kubelet/pods/gone', ['known']]);
  for (const folder of ['kubepods/burstable', 'kubepods/besteffort'])
    expect(await host.cgroups.children(`/kubets/${folder}`)).toEqual(['podknown', 'other']);
  await end();
});

it('keepHouse keeps the shares of the QoS classes', async () => {
  const { clock, applied, world, end } = house();
  world.synced = true;
  await clock.advance(2000);
  expect(Object.fromEntries(applied)).toEqual({ '/kubets/kubepods/burstable': 512, '/kubets/kubepods/besteffort': 2 });
  await end();
});

it('keepHouse removes nothing that cannot be unmounted, says so, and tries again', async () => {
  const { clock, host, logged, world, end } = house();
  await host.files.makeDirectory('/kubelet/pods/gone', 0o755);
  Object.assign(world, { synced: true, isBusy: true });
  await clock.advance(2000);
  expect([logged.length > 0, await host.files.list('/kubelet/pods')]).toEqual([true, ['gone']]);
  world.isBusy = false;
  await clock.advance(2000);
  expect(await host.files.list('/kubelet/pods')).toEqual([]);
  await end();
});

it('keepHouse sweeps objects about once a minute', async () => {
  const { clock, world, end } = house();
  await clock.advance(130_000);
  expect(world.swept).toBe(2);
  await end();
});
