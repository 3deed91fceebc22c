/** The cgroup hierarchies of this host: version 1 (one tree a controller) and version 2 (one tree). */
import { existsSync } from 'node:fs';
import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@kubets/base';

const mountPoint = '/sys/fs/cgroup';

export type CgroupVersion = 1 | 2;

/** 2 where the unified tree is what controllers are in; 1 where each controller has a tree (also beside an idle v2). */
export function cgroupVersion(): CgroupVersion {
  return existsSync(join(mountPoint, 'cgroup.controllers')) ? 2 : 1;
}

/** The roots of all trees that exist: one, or one a controller. */
export async function cgroupTrees(): Promise<readonly string[]> {
  if (cgroupVersion() === 2) return [mountPoint];
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '');
  return mounts.split('\n').flatMap((line) => {
    const fields = line.split(' ');
    const type = fields[fields.indexOf('-') + 1];
    return (type === 'cgroup' || type === 'cgroup2') && fields[4] !== undefined ? [fields[4]] : [];
  });
}

/** The directories of one cgroup in every tree that has it. */
export async function cgroupDirectories(cgroup: string): Promise<readonly string[]> {
  // Synchronous: the tree is in memory, and asynchronous reads take twenty times as long.
  return (await cgroupTrees()).map((tree) => join(tree, cgroup)).filter((path) => existsSync(path));
}

/** A directory and all below it, the deepest first. */
async function deepestFirst(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => deepestFirst(join(directory, entry.name))),
  );
  return [...below.flat(), directory];
}

/** The processes in a cgroup and all below it. */
export async function cgroupProcesses(cgroup: string): Promise<readonly number[]> {
  const pids = new Set<number>();
  for (const top of await cgroupDirectories(cgroup))
    for (const directory of await deepestFirst(top))
      for (const line of (await readFile(join(directory, 'cgroup.procs'), 'utf8').catch(() => '')).split('\n'))
        if (line !== '' && line !== '0') pids.add(Number(line));
  return [...pids];
}

/** Sends SIGKILL to everything in the cgroup and below until no process is left (processes may fork meanwhile). */
export async function killCgroup(cgroup: string): Promise<void> {
  for (let round = 0; round < 20; round++) {
    const pids = await cgroupProcesses(cgroup);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    // A frozen process dies only once thawed.
    for (const directory of await cgroupDirectories(cgroup))
      await writeFile(join(directory, 'freezer.state'), 'THAWED').catch(() => undefined);
  }
}

/** Removes the cgroup and all below it from every tree; retries for two seconds while dying processes hold it. */
export async function removeCgroup(cgroup: string, clock: Clock): Promise<boolean> {
  for (let attempt = 0; attempt < 40; attempt++) {
    for (const top of await cgroupDirectories(cgroup))
      for (const directory of await deepestFirst(top)) await rmdir(directory).catch(() => undefined);
    if ((await cgroupDirectories(cgroup)).length === 0) return true;
    await clock.sleep(50);
  }
  return false;
}
