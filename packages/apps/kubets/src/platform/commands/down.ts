/** `kubets down`: stops a cluster and takes away what it put on this machine; with --delete its data too. */
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

/** A clean stop waits for the grace periods of nothing: containers are ended, not drained. */
const stopMilliseconds = 60_000;
const pollMilliseconds = 50;

/** Asks the process to stop everything, through its parent if it has one; ends both if they do not within a minute. */
async function stopProcess(dataDirectory: string): Promise<void> {
  const living = (): readonly number[] =>
    [runningParent(dataDirectory), runningProcess(dataDirectory)].filter((pid) => pid !== undefined);
  const [first] = living();
  if (first === undefined) return;
  process.kill(first, 'SIGINT');
  const end = systemClock.monotonic() + stopMilliseconds;
  for (let pids = living(); pids.length > 0; pids = living()) {
    if (systemClock.monotonic() > end) {
      print(`kubets (pid ${pids.join(', ')}) did not stop within ${stopMilliseconds / 1000} s and is killed`, 2);
      // The parent first: it would start the other again.
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      return;
    }
    await systemClock.sleep(pollMilliseconds);
  }
}

/** Takes away what a kubets that was killed, or ended by SIGTERM, has left behind. */
async function clearRemains(settings: ClusterSettings): Promise<void> {
  if (nodeHasTraces(settings)) await stopNode(settings);
}

/** Never below a mount: what is mounted there may be anybody's. */
async function deleteData({ dataDirectory }: ClusterSettings): Promise<void> {
  const [mount] = await mountsBelow(dataDirectory);
  if (mount !== undefined)
    throw new UsageError(`${mount} is still mounted: unmount it, then repeat. Nothing was deleted`);
  await createLinuxHost({ rootDir: dataDirectory }).files.remove(dataDirectory);
}

export async function down(flags: DownFlags): Promise<void> {
  const settings = readSettings(flags.name);
  if (settings === undefined) {
    forget(flags.name);
    print(`There is no cluster ${flags.name}.`);
    return;
  }
  await stopProcess(settings.dataDirectory);
  await clearRemains(settings);
  print(`Stopped cluster ${flags.name}.`);
  if (!flags.delete) return;
  await removeFromKubeconfig(kubeconfigPath(flags.kubeconfig), contextName(flags.name));
  await deleteData(settings);
  forget(flags.name);
  print(`Deleted its data and the context ${contextName(flags.name)}.`);
}
