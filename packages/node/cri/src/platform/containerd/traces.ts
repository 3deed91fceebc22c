/** Finds and removes what containerd leaves behind when it ends: shims, containers, mounts, cgroups. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Logger } from '@kubets/base';
import { cgroupDirectories, killCgroup, removeCgroup } from '../linux/cgroup-tree.ts';
import { unmountBelow } from '../linux/mount-table.ts';
import type { ContainerdPaths } from './config.ts';
import { findProcesses, signalProcess, waitGone } from './processes.ts';

export interface TraceOwner {
  readonly paths: ContainerdPaths;
  readonly cgroupRoot: string | undefined;
  /** The kubelet's own directory: volumes are mounted below it. */
  readonly kubeletDir: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The shims that serve the containerd at this socket. */
function isShimOf(socket: string): (args: readonly string[]) => boolean {
  return (args) => (args[0] ?? '').includes('containerd-shim') && args.includes(socket);
}

/** Each shim's socket is named by its bundle, in a directory that containerd shares among all its instances. */
async function shimSockets(shims: readonly number[]): Promise<readonly string[]> {
  const addresses = await Promise.all(
    shims.map(async (pid) => {
      const address = await readFile(`/proc/${pid}/cwd/address`, 'utf8').catch(() => '');
      return address.replace(/^unix:\/\//, '').trim();
    }),
  );
  return addresses.filter((address) => address.startsWith('/run/containerd/s/') && !address.includes('..'));
}

/** Kills every process and removes every mount, namespace and cgroup of this instance. containerd need not run. */
export async function removeTraces({ paths, cgroupRoot, kubeletDir, clock, log }: TraceOwner): Promise<void> {
  const shims = findProcesses(isShimOf(paths.socket));
  const sockets = await shimSockets(shims);
  if (cgroupRoot !== undefined) await killCgroup(cgroupRoot);
  for (const pid of shims) signalProcess(pid, 'SIGKILL');
  if (!(await waitGone(clock, shims, 5000))) log.warn('containerd shims did not end', { shims });
  for (const socket of sockets) await rm(socket, { force: true });
  const left: string[] = [];
  for (const directory of [paths.state, paths.root, kubeletDir])
    if (directory !== undefined) left.push(...(await unmountBelow(directory)));
  if (left.length > 0)
    log.warn('cannot unmount directories of the cluster: unmount them with umount', { mounts: left });
  else await rm(paths.state, { recursive: true, force: true });
  if (cgroupRoot !== undefined) await removeCgroup(cgroupRoot, clock);
  await rm(join(paths.directory, 'containerd.sock'), { force: true });
  await rm(`${paths.socket}.ttrpc`, { force: true });
  await rm(paths.socket, { force: true });
  if (cgroupRoot !== undefined && (await cgroupDirectories(cgroupRoot)).length > 0)
    log.warn('cgroups could not be removed', { cgroupRoot });
}
