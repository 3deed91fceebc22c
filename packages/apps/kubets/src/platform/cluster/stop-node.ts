/** Removes everything that a cluster's node set up on this machine, except its data. Works without a running kubets. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { systemClock } from '@kubets/base';
import { pathsOf } from './paths.ts';
import type { ClusterSettings } from './settings.ts';

/** The parent of all of a cluster's cgroups. */
export function cgroupRootOf({ name }: Pick<ClusterSettings, 'name'>): string {
  return `/kubets/${name}`;
}

/** Mount points below a directory, innermost first. */
export async function mountsBelow(directory: string): Promise<readonly string[]> {
  const table = await readFile('/proc/self/mountinfo', 'utf8');
  const decoded = (text: string): string =>
    text.replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
  return table
    .split('\n')
    .map((line) => decoded(line.split(' ')[4] ?? ''))
    .filter((path) => path.startsWith(`${directory}/`))
    .reverse();
}

async function unmountBelow(directory: string): Promise<void> {
  for (const path of await mountsBelow(directory)) {
    const child = spawn('umount', ['-l', path], { stdio: 'ignore', timeout: 10_000 });
    await once(child, 'close');
  }
}

/** Whether the node may have set up anything on this machine. Its network directory is created first and removed last. */
export function nodeHasTraces({ dataDirectory }: Pick<ClusterSettings, 'dataDirectory'>): boolean {
  return existsSync(pathsOf(dataDirectory).network);
}

/** Stops containers and containerd, then removes mounts, the bridge, addresses and packet rules. */
export async function stopNode(settings: ClusterSettings): Promise<void> {
  // Loaded on demand, because most clusters have no node with real containers.
  const [{ stopContainerd }, { removePodNetwork }, { nftables, removeTable }] = await Promise.all([
    import('@kubets/cri/platform'),
    import('@kubets/node-network/pod-network/platform'),
    import('@kubets/node-network/proxy/platform'),
  ]);
  const paths = pathsOf(settings.dataDirectory);
  await stopContainerd({
    dataDir: paths.containerd,
    cgroupRoot: cgroupRootOf(settings),
    kubeletDir: paths.kubelet,
    clock: systemClock,
  });
  await unmountBelow(settings.dataDirectory);
  await removePodNetwork({ cluster: settings.name, dataDir: paths.network, clock: systemClock });
  await removeTable(nftables(), settings.serviceTable);
  await rm(paths.network, { recursive: true, force: true });
}
