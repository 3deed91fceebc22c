/** `kubets up`: starts a cluster in this process, or (with --detach) in one of its own, and waits until it is ready. */
import { mkdirSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { advertiseProblem } from '@kubets/apiserver';
import { systemClock } from '@kubets/base';
import { kubeconfigPath } from '../cluster/admin-client.ts';
import { takeDataDirectory } from '../cluster/instance-lock.ts';
import { chooseNode, type NodeChoice, type NodeWish } from '../cluster/node.ts';
import {
  dataDirectoryOf,
  keepSettings,
  makeSettings,
  readSettings,
  type SettingsRequest,
} from '../cluster/settings.ts';
import { type Ending, type RunningCluster, startCluster } from '../cluster/start-cluster.ts';
import { storeOf } from '../cluster/store-location.ts';
import { commandError } from '../command-error.ts';
import { stderrLog } from '../log-file.ts';
import { print, printedProgress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { detach, isDetached, reportTo, type StartProgress } from './detach.ts';
import { installHost } from './install-host.ts';
import { prepareToJoin } from './join.ts';
import type { UpFlags } from './up-options.ts';
import { hideSecrets, secretEnvironment, withoutSecrets } from './up-secrets.ts';

interface Asked {
  readonly ending: Promise<Ending>;
  /** Aborted as soon as the end is asked for: a start under way is given up. */
  readonly signal: AbortSignal;
}

/** How the cluster ends: Ctrl-C and `down` take the node's containers along, SIGTERM leaves them running. */
function listenForSignals(): Asked {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const controller = new AbortController();
  const end = (everything: boolean): void => {
    resolve({ everything });
    controller.abort(new UsageError('stopped before the cluster was ready'));
  };
  process.once('SIGINT', () => end(true));
  process.once('SIGTERM', () => end(false));
  process.once('SIGHUP', () => end(true));
  return { ending: promise, signal: controller.signal };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

interface Start {
  readonly flags: UpFlags;
  readonly wish: NodeWish;
  readonly choice: NodeChoice;
  readonly request: SettingsRequest;
  readonly progress: StartProgress;
  readonly asked: Asked;
}

/** A start that fails leaves the settings as they were: a port or address that cannot be had is not kept for the next. */
async function startOrPutBack({ flags, wish, choice, request, progress, asked }: Start): Promise<RunningCluster> {
  const { name } = request;
  const last = readSettings(name);
  const settings = makeSettings(request);
  try {
    return await startCluster({
      ...wish,
      settings,
      choice,
      log: stderrLog(flags.logLevel),
      progress,
      kubeconfig: kubeconfigPath(flags.kubeconfig),
      httpWorkers: flags.httpWorkers,
      signal: asked.signal,
    });
  } catch (error) {
    if (last !== undefined) keepSettings(last);
    else {
      const store = settings.joined === true ? settings.store : 'lmdb';
      makeSettings({ name, port: 6443 + settings.index, bind: '127.0.0.1', store });
    }
    throw error;
  }
}

async function run(start: Start): Promise<void> {
  const { progress, asked } = start;
  const cluster = await startOrPutBack(start);
  progress.ready(
    `Ready after ${seconds(systemClock.monotonic())}: ${cluster.summary}\nTry: kubectl --context ${cluster.context} get nodes`,
  );
  // Written once, on the first start: the next one compiles nothing that this one has, even if this one is killed.
  flushCompileCache?.();
  const ending = await Promise.race([asked.ending, cluster.failed]);
  if (ending.everything) print('\nStopping …', 2);
  await cluster.stop(ending);
}

/** Whatever is wrong with the address is said before anything is written; one from an earlier start counts too. */
function checkAdvertiseAddress({ name, advertiseAddress }: UpFlags): void {
  const address = advertiseAddress ?? readSettings(name)?.advertiseAddress;
  const problem = address === undefined ? undefined : advertiseProblem(address);
  if (problem !== undefined) throw new UsageError(`--advertise-address: ${address} ${problem}`);
}

/** A control plane that joins others runs no node: the pod network does not reach beyond one machine yet. */
function wishOf(flags: UpFlags): NodeWish {
  const joins = flags.join !== undefined || flags.pki !== undefined || readSettings(flags.name)?.joined === true;
  if (joins && ((flags.nodes ?? 0) > 0 || flags.runtime === 'cri' || flags.criSocket !== undefined))
    throw new UsageError(
      'a control plane that joined others runs no node: leave out --nodes, --runtime and --cri-socket',
    );
  const criSocket = flags.criSocket?.replace(/^unix:\/\//, '');
  return { nodes: flags.nodes ?? (joins ? 0 : 1), runtime: flags.runtime, criSocket };
}

export async function up(flags: UpFlags): Promise<void> {
  hideSecrets(flags);
  if (flags.install !== undefined && !isDetached()) installHost(flags.install);
  const request = {
    name: flags.name,
    dataDirectory: flags.dataDir,
    port: flags.port,
    bind: flags.bind,
    store: flags.store === undefined ? undefined : storeOf(flags.store),
    advertiseAddress: flags.advertiseAddress,
    history: flags.history,
    quota: flags.quota,
  };
  checkAdvertiseAddress(flags);
  const wish = wishOf(flags);
  const choice = chooseNode(wish);
  const dataDirectory = dataDirectoryOf(request);
  if (flags.detach && !isDetached()) {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    await detach(dataDirectory, withoutSecrets(process.argv.slice(1)), secretEnvironment(flags));
    return;
  }
  const asked = listenForSignals();
  const progress = reportTo(printedProgress());
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    using _lock = takeDataDirectory(dataDirectory);
    const joined = await prepareToJoin(flags, dataDirectory, progress);
    await run({ flags, wish, choice, request: { ...request, ...joined }, progress, asked });
  } catch (error) {
    const text = commandError(error);
    progress.failed(text);
    process.exitCode = 1;
  }
  process.exit(process.exitCode ?? 0);
}
