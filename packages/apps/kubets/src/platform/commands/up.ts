/** `kubets up`: starts a cluster in this process, or (with --detach) in one of its own, and waits until it is ready. */
import { mkdirSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { systemClock } from '@kubets/base';
import { advertiseProblem } from '@kubets/kube-apiserver';
import { kubeconfigPath } from '../cluster/admin-client.ts';
import { deathInWords, forgetDeaths, recordDeath, recordFatalError, reportFatalErrors } from '../cluster/deaths.ts';
import { takeDataDirectory } from '../cluster/instance-lock.ts';
import { chooseNode, type NodeChoice, type NodeWish } from '../cluster/node.ts';
import {
  dataDirectoryOf,
  keepSettings,
  makeSettings,
  readSettings,
  type SettingsRequest,
  upCommand,
} from '../cluster/settings.ts';
import { type Ending, type RunningCluster, startCluster } from '../cluster/start-cluster.ts';
import { storeOf } from '../cluster/store-location.ts';
import { parentGone, type Supervision, supervised, takeSupervision, tellReady } from '../cluster/supervision.ts';
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

/**
 * How the cluster ends: Ctrl-C and `down` take the node's containers along, SIGTERM leaves them running, and so does the
 * end of the parent.
 */
function listenForSignals(parent: number | undefined): Asked {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const controller = new AbortController();
  const end = (everything: boolean): void => {
    resolve({ everything });
    controller.abort(new UsageError('stopped before the cluster was ready'));
  };
  // Of these, a second one ends the process at once. But what is sent to a whole group of processes comes twice, from the
  // parent too, which passes Ctrl-C on as SIGHUP.
  const listen = parent === undefined ? 'once' : 'on';
  process.once('SIGINT', () => end(true));
  process[listen]('SIGTERM', () => end(false));
  process[listen]('SIGHUP', () => end(true));
  if (parent !== undefined) void parentGone(parent, () => process.ppid, systemClock).then(() => end(false));
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
  readonly supervision: Supervision | undefined;
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

async function run(start: Start, dataDirectory: string): Promise<void> {
  const { progress, asked, supervision } = start;
  const cluster = await startOrPutBack(start);
  if (supervision !== undefined) {
    reportFatalErrors(dataDirectory, process.report);
    tellReady(supervision, process.ppid);
  }
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

function requestOf(flags: UpFlags): SettingsRequest {
  return {
    name: flags.name,
    dataDirectory: flags.dataDir,
    port: flags.port,
    bind: flags.bind,
    store: flags.store === undefined ? undefined : storeOf(flags.store),
    advertiseAddress: flags.advertiseAddress,
    history: flags.history,
    quota: flags.quota,
  };
}

/** What is said of the process that this one replaces. Returns whether to start the cluster. */
function reviewDeath({ death, lastOne }: Supervision, { name }: UpFlags, dataDirectory: string): boolean {
  if (death === undefined) return true;
  const words = deathInWords(recordDeath(dataDirectory, death, lastOne, systemClock.now()));
  if (!lastOne) print(`kubets has died (${words}) and is started again.`, 2);
  else
    print(
      `error: kubets has died ${death.count} times in a row, the last time of ${words}. It is not started again: ` +
        `find the cause, then run ${upCommand(name)}`,
      2,
    );
  return !lastOne;
}

/** What ends the process by itself is kept for the one that replaces it. */
function keepFatalErrors(dataDirectory: string): void {
  process.on('uncaughtExceptionMonitor', (error) => recordFatalError(dataDirectory, process.pid, error));
}

/** This same command, without a terminal; its parent is there for it, not for the command that waits for it. */
function detachedCommand({ restart }: UpFlags): readonly [string, ...string[]] {
  const command = [process.execPath, ...process.execArgv, ...withoutSecrets(process.argv.slice(1))] as const;
  return restart ? supervised(command) : command;
}

interface Prepared extends Omit<Start, 'progress' | 'asked'> {
  readonly dataDirectory: string;
}

/** Throws nothing: what goes wrong is reported, and is the exit code. */
async function runHere(prepared: Prepared): Promise<void> {
  const { flags, request, supervision, dataDirectory } = prepared;
  const asked = listenForSignals(supervision?.parent);
  const progress = reportTo(printedProgress());
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    if (supervision !== undefined && !reviewDeath(supervision, flags, dataDirectory)) {
      process.exitCode = 1;
      return;
    }
    using _lock = takeDataDirectory(dataDirectory, supervision?.parent);
    if (supervision?.death === undefined) forgetDeaths(dataDirectory);
    keepFatalErrors(dataDirectory);
    if (supervision === undefined && flags.restart)
      progress.note("Nothing starts it again if it dies: for that, use the kubets command, not 'node kubets.mjs'");
    const joined = await prepareToJoin(flags, dataDirectory, progress);
    await run({ ...prepared, request: { ...request, ...joined }, progress, asked }, dataDirectory);
  } catch (error) {
    progress.failed(commandError(error));
    process.exitCode = 1;
  }
}

export async function up(flags: UpFlags): Promise<void> {
  const supervision = takeSupervision(process.env, process.ppid);
  hideSecrets(flags);
  // Whoever asked for this has got it, from the process that did it first.
  const done = isDetached() || supervision?.death !== undefined;
  if (flags.install !== undefined && !done) installHost(flags.install);
  const request = requestOf(flags);
  checkAdvertiseAddress(flags);
  const wish = wishOf(flags);
  const choice = chooseNode(wish);
  const dataDirectory = dataDirectoryOf(request);
  if (flags.detach && !done) {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    await detach(dataDirectory, detachedCommand(flags), secretEnvironment(flags));
    return;
  }
  await runHere({ flags, wish, choice, request, supervision, dataDirectory });
  process.exit(process.exitCode ?? 0);
}
