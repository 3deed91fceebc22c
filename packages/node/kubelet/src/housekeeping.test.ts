/** When the cgroups of the QoS classes are written, on a virtual clock. */
import type { Pod } from '@kubets/api';
import { silentLogger, VirtualClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { type HousekeepingOptions, keepHouse } from './housekeeping.ts';

const burstable = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'a', resources: { requests: { cpu: '500m' } } }] },
} as unknown as Pod;

it('keepHouse writes the shares of the QoS classes when they change, and once a minute', async () => {
  const clock = new VirtualClock();
  const applied: string[] = [];
  const pods: Pod[] = [];
  const options = {
    clock,
    log: silentLogger,
    cgroupRoot: '/k',
    paths: { rootDir: '/var/k', logDir: '/var/log' },
    host: {
      files: { list: async () => [] },
      mounts: {},
      cgroups: {
        children: async () => [],
        apply: async (cgroup: string, { cpuShares }: { readonly cpuShares: number }) => {
          applied.push(`${cgroup.slice('/k/kubepods/'.length)} ${cpuShares}`);
        },
      },
    },
    workers: { active: () => pods },
    synced: () => true,
    orphans: () => [],
    sweepObjects: () => undefined,
  } as unknown as HousekeepingOptions;
  const stop = new AbortController();
  const running = keepHouse(options, stop.signal);
  await clock.advance(30_000);
  expect(applied.splice(0)).toEqual(['burstable 2', 'besteffort 2']);
  pods.push(burstable);
  await clock.advance(2000);
  expect(applied.splice(0)).toEqual(['burstable 512', 'besteffort 2']);
  await clock.advance(120_000);
  expect(applied).toHaveLength(4);
  stop.abort();
  await clock.advance(2000);
  await running;
});
