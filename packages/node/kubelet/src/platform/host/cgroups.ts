/** Control groups of pods: limits in the words of version 1 or version 2. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '@kubets/base';
import { cgroupDirectories, cgroupVersion, killCgroup, removeCgroup } from '@kubets/cri/platform/cgroup-tree';
import { type CgroupLimits, type Cgroups, HostError } from '../../host/host.ts';

const root = '/sys/fs/cgroup';
const cpuPeriodMicroseconds = 100_000;

interface Setting {
  readonly file: string;
  readonly value: string;
}

/** cgroup v2's weight (1 to 10000) of v1's shares (2 to 262144). */
export const weightOf = (shares: number): number => Math.floor(1 + ((shares - 2) * 9999) / 262_142);

export function settingsV2({ cpuShares, cpuQuota, memoryBytes }: CgroupLimits): readonly Setting[] {
  return [
    ...(cpuShares === undefined ? [] : [{ file: 'cpu.weight', value: String(weightOf(cpuShares)) }]),
    {
      file: 'cpu.max',
      value: cpuQuota === undefined ? `max ${cpuPeriodMicroseconds}` : `${cpuQuota} ${cpuPeriodMicroseconds}`,
    },
    { file: 'memory.max', value: memoryBytes === undefined ? 'max' : String(memoryBytes) },
  ];
}

export function settingsV1({
  cpuShares,
  cpuQuota,
  memoryBytes,
}: CgroupLimits): Readonly<Record<string, readonly Setting[]>> {
  return {
    cpu: [
      ...(cpuShares === undefined ? [] : [{ file: 'cpu.shares', value: String(cpuShares) }]),
      { file: 'cpu.cfs_period_us', value: String(cpuPeriodMicroseconds) },
      { file: 'cpu.cfs_quota_us', value: String(cpuQuota ?? -1) },
    ],
    memory: [{ file: 'memory.limit_in_bytes', value: String(memoryBytes ?? -1) }],
    pids: [],
  };
}

async function set(directory: string, { file, value }: Setting): Promise<void> {
  const path = join(directory, file);
  const stands = await readFile(path, 'utf8').catch(() => undefined);
  // A kernel without this switch has nothing to limit.
  if (stands === undefined || stands.trim() === value) return;
  await writeFile(path, value).catch((error: Error) => {
    throw new HostError(`${path}: ${error.message}`);
  });
}

/** v2 hands controllers down only where each parent says so. */
async function makeV2(cgroup: string): Promise<string> {
  const directory = join(root, cgroup);
  const parents: string[] = [];
  for (let each = dirname(directory); each.startsWith(root); each = dirname(each)) parents.unshift(each);
  await mkdir(directory, { recursive: true });
  // One by one: a controller this kernel lacks must not hold back the others.
  for (const parent of parents)
    for (const controller of ['cpu', 'cpuset', 'memory', 'pids', 'io', 'hugetlb'])
      await writeFile(join(parent, 'cgroup.subtree_control'), `+${controller}`).catch(() => undefined);
  return directory;
}

export function createHostCgroups(clock: Clock): Cgroups {
  return {
    apply: async (cgroup, limits) => {
      if (cgroupVersion() === 2) {
        const directory = await makeV2(cgroup);
        for (const setting of settingsV2(limits)) await set(directory, setting);
        return;
      }
      for (const [controller, settings] of Object.entries(settingsV1(limits))) {
        const tree = join(root, controller);
        if ((await readdir(tree).catch(() => [])).length === 0) continue;
        const directory = join(tree, cgroup);
        await mkdir(directory, { recursive: true });
        for (const setting of settings) await set(directory, setting);
      }
    },
    memoryBytes: async (cgroup) => {
      const file = cgroupVersion() === 2 ? 'memory.current' : 'memory.usage_in_bytes';
      for (const directory of await cgroupDirectories(cgroup)) {
        const text = await readFile(join(directory, file), 'utf8').catch(() => '');
        if (text !== '') return Number(text);
      }
      return undefined;
    },
    remove: async (cgroup) => {
      await killCgroup(cgroup);
      return removeCgroup(cgroup, clock);
    },
    children: async (cgroup) => {
      const names = new Set<string>();
      for (const directory of await cgroupDirectories(cgroup))
        for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => []))
          if (entry.isDirectory()) names.add(entry.name);
      return [...names];
    },
  };
}
