/** `kubets up`: starts a cluster in this process, or (with --detach) in one of its own, and waits until it is ready. */
import { systemClock } from '@kubets/base';
import { kubeconfigPath } from '../cluster/admin-client.ts';
import { makeSettings } from '../cluster/settings.ts';
import { startCluster } from '../cluster/start-cluster.ts';
import { stderrLog } from '../log-file.ts';
import { print, printedProgress } from '../progress.ts';
import { detach, reportTo } from './detach.ts';
import { installHost } from './install-host.ts';
import type { UpFlags } from './up-options.ts';

/** How the cluster ends: Ctrl-C and `down` take the node's containers along, SIGTERM leaves them running. */
function whenAsked(): Promise<{ readonly everything: boolean }> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve({ everything: true }));
    process.once('SIGTERM', () => resolve({ everything: false }));
    process.once('SIGHUP', () => resolve({ everything: true }));
  });
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

export async function up(flags: UpFlags): Promise<void> {
  if (flags.install !== undefined) installHost(flags.install);
  const settings = makeSettings({
    name: flags.name,
    dataDirectory: flags.dataDir,
    port: flags.port,
    bind: flags.bind,
    store: flags.store,
  });
  if (flags.detach) {
    await detach(flags, settings);
    return;
  }
  const progress = reportTo(printedProgress());
  const log = stderrLog(flags.logLevel);
  const asked = whenAsked();
  const cluster = await startCluster({
    settings,
    log,
    progress,
    nodes: flags.nodes,
    runtime: flags.runtime,
    criSocket: flags.criSocket,
    kubeconfig: kubeconfigPath(flags.kubeconfig),
  });
  progress.ready(
    `Ready after ${seconds(systemClock.monotonic())}: ${cluster.summary}\nTry: kubectl --context ${cluster.context} get nodes`,
  );
  const ending = await Promise.race([asked, cluster.failed]);
  if (ending.everything) print('\nStopping …', 2);
  await cluster.stop(ending);
  process.exit(process.exitCode ?? 0);
}
