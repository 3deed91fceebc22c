/** `kubets down`: stops a cluster and removes what it set up on this machine; with --delete, also its data. */
import { systemClock } from '@kubets/base';
import { removeFromKubeconfig } from '@kubets/client/platform';
import { createLinuxHost } from '@kubets/kubelet/platform';
import { kubeconfigPath } from '../cluster/admin-client.ts';
import { runningParent, runningProcess } from '../cluster/instance-lock.ts';
import { type ClusterSettings, contextName, forget, readSettings } from '../cluster/settings.ts';
import { mountsBelow, nodeHasTraces, stopNode } from '../cluster/stop-node.ts';
import { print } from '../progress.ts';
import { UsageError } from '../usage-error.ts';

export interface DownFlags {
  readonly name: string;
  readonly delete?: boolean;
  readonly kubeconfig?: string;
}

/** Stopping does not wait for grace periods: containers are killed, not drained. */
const stopTimeoutMs = 60_000;
const pollIntervalMs = 50;

/** Asks the process, or its parent if it has one, to stop everything. Kills both if they do not exit within a minute. */
async function stopProcess(dataDirectory: string): Promise<void> {
  const living = (): readonly number[] =>
    [runningParent(dataDirectory), runningProcess(dataDirectory)].filter((pid) => pid !== undefined);
  const [first] = living();
  if (first === undefined) return;
  process.kill(first, 'SIGINT');
  const end = systemClock.monotonic() + stopTimeoutMs;
  for (let pids = living(); pids.length > 0; pids = living()) {
    if (systemClock.monotonic() > end) {
      print(`kubets (pid ${pids.join(', ')}) did not stop within ${stopTimeoutMs / 1000} s and was killed`, 2);
      // The parent first, because it would restart the child.
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      return;
    }
    await systemClock.sleep(pollIntervalMs);
  }
}

/** Removes what a process that was killed, or stopped by SIGTERM, left behind. */
async function clearRemains(settings: ClusterSettings): Promise<void> {
  if (nodeHasTraces(settings)) await stopNode(settings);
}

/** Refuses to delete anything while something is mounted in the data directory: the mounted files are not ours. */
async function deleteData({ dataDirectory }: ClusterSettings): Promise<void> {
  const [mount] = await mountsBelow(dataDirectory);
  if (mount !== undefined)
    throw new UsageError(`${mount} is still mounted, so nothing was deleted: unmount it and run the command again`);
  await createLinuxHost({
    rootDir: dataDirectory,
    clock: systemClock,
  }).files.remove(dataDirectory);
}

export async function down(flags: DownFlags): Promise<void> {
  const settings = readSettings(flags.name);
  if (settings === undefined) {
    forget(flags.name);
    print(`Cluster ${flags.name} does not exist.`);
    return;
  }
  await stopProcess(settings.dataDirectory);
  await clearRemains(settings);
  print(`Stopped cluster ${flags.name}.`);
  if (!flags.delete) return;
  await removeFromKubeconfig(kubeconfigPath(flags.kubeconfig), contextName(flags.name));
  await deleteData(settings);
  forget(flags.name);
  print(`Deleted the data of cluster ${flags.name} and the context ${contextName(flags.name)}.`);
}
