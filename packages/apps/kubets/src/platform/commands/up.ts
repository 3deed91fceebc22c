/** `kubets up`: starts a cluster in this process, or in the background with --detach, and waits until it is ready. */
import { mkdirSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import type { Enablement } from '@kubets/api/enablement';
import { systemClock } from '@kubets/base';
import { advertiseProblem } from '@kubets/kube-apiserver';
import { kubeconfigPath } from '../cluster/admin-client.ts';
import { type AdmissionChoice, loadAdmission } from '../cluster/admission-settings.ts';
import { describeCrash, forgetCrashes, recordCrash, recordFatalError, reportFatalErrors } from '../cluster/crashes.ts';
import { takeDataDirectory } from '../cluster/instance-lock.ts';
import { chooseNode, type NodeChoice, type NodeWish } from '../cluster/node.ts';
import {
  type ClusterSettings,
  dataDirectoryOf,
  makeSettings,
  mergedAdmission,
  readSettings,
  type SettingsRequest,
  saveSettings,
  upCommand,
} from '../cluster/settings.ts';
import { type RunningCluster, startCluster } from '../cluster/start-cluster.ts';
import type { Ending } from '../cluster/start-options.ts';
import { storeOf } from '../cluster/store-url-settings.ts';
import { parentGone, type Supervision, supervised, takeSupervision, tellReady } from '../cluster/supervision.ts';
import { commandError } from '../command-error.ts';
import { installHost } from '../host/install-host.ts';
import { stderrLog } from '../log-file.ts';
import { print, printedProgress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { detach, isDetached, reportTo, type StartProgress } from './detach.ts';
import { enablementOfFlags } from './enablement-flags.ts';
import { prepareToJoin } from './join.ts';
import { serviceRangeWarning, serviceSettingsOf } from './service-range.ts';
import type { UpFlags } from './up-options.ts';
import { hideSecrets, secretEnvironment, withoutSecrets } from './up-secrets.ts';

interface StopRequest {
  readonly ending: Promise<Ending>;
  /** Aborted when a stop is requested, which cancels a start in progress. */
  readonly signal: AbortSignal;
}

/** Ctrl-C and `down` also stop the node's containers. SIGTERM and the exit of the parent leave them running. */
function listenForSignals(parent: number | undefined): StopRequest {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const controller = new AbortController();
  const end = (everything: boolean): void => {
    resolve({ everything });
    controller.abort(new UsageError('stopped before the cluster was ready'));
  };
  // Without a parent, a second signal ends the process at once. With a parent, a signal to the process group arrives twice,
  // because the parent forwards it (Ctrl-C as SIGHUP).
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
  readonly stopRequest: StopRequest;
  readonly supervision: Supervision | undefined;
  readonly enablement: Enablement | undefined;
}

/** Restores the previous settings when the start fails, so that an unusable port or address is not saved. */
async function startOrRestoreSettings({
  flags,
  wish,
  choice,
  request,
  progress,
  stopRequest,
  enablement,
}: Start): Promise<RunningCluster> {
  const { name } = request;
  const last = readSettings(name);
  const settings = makeSettings(request);
  const warning = serviceRangeWarning(settings);
  if (warning !== undefined) progress.note(warning);
  try {
    return await startCluster({
      ...wish,
      settings,
      admission: await loadAdmission(settings.admission),
      choice,
      log: stderrLog(flags.logLevel),
      progress,
      kubeconfig: kubeconfigPath(flags.kubeconfig),
      httpWorkers: flags.httpWorkers,
      emulated: flags.emulatedVersion,
      serviceCidr: request.services?.serviceCidr,
      enablement,
      signal: stopRequest.signal,
    });
  } catch (error) {
    if (last !== undefined) saveSettings(last);
    else {
      const store = settings.joined === true ? settings.store : 'lmdb';
      makeSettings({
        name,
        port: 6443 + settings.index,
        bind: '127.0.0.1',
        store,
        featureGates: '',
        runtimeConfig: '',
      });
    }
    throw error;
  }
}

async function run(start: Start, dataDirectory: string): Promise<void> {
  const { progress, stopRequest, supervision } = start;
  const cluster = await startOrRestoreSettings(start);
  if (supervision !== undefined) {
    reportFatalErrors(dataDirectory, process.report);
    tellReady(supervision, process.ppid);
  }
  progress.ready(
    `Ready after ${seconds(systemClock.monotonic())}: ${cluster.summary}\nTry: kubectl --context ${cluster.context} get nodes`,
  );
  // Written after the first start, so that the next one can use it even if this process is killed.
  flushCompileCache?.();
  const ending = await Promise.race([stopRequest.ending, cluster.failed]);
  if (ending.everything) print('\nStopping the cluster …', 2);
  await cluster.stop(ending);
}

/** Checks the address before anything is written, including one that an earlier start saved. */
function checkAdvertiseAddress({ advertiseAddress }: UpFlags, saved: ClusterSettings | undefined): void {
  const address = advertiseAddress ?? saved?.advertiseAddress;
  const problem = address === undefined ? undefined : advertiseProblem(address);
  if (problem !== undefined) throw new UsageError(`invalid --advertise-address: ${address} ${problem}`);
}

/** A control plane that joins others runs no node, because the pod network spans only one machine. */
function nodeRequestOf(flags: UpFlags, saved: ClusterSettings | undefined): NodeWish {
  const joins = flags.join !== undefined || flags.pki !== undefined || saved?.joined === true;
  if (joins && ((flags.nodes ?? 0) > 0 || flags.runtime === 'cri' || flags.criSocket !== undefined))
    throw new UsageError(
      'a control plane that joins another cannot run a node: remove --nodes, --runtime and --cri-socket',
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
    services: serviceSettingsOf(flags.serviceClusterIpRange),
    quota: flags.quota,
    admission: admissionOf(flags),
    featureGates: flags.featureGates,
    runtimeConfig: flags.runtimeConfig,
  };
}

function admissionOf(flags: UpFlags): AdmissionChoice | undefined {
  const { enableAdmissionPlugins: enable, disableAdmissionPlugins: disable, admissionControlConfigFile: file } = flags;
  if (enable === undefined && disable === undefined && file === undefined) return undefined;
  return { enable, disable, configFile: file === undefined ? undefined : resolve(file) };
}

/** Records and reports the crash of the process that this one replaces. Returns whether to start the cluster. */
function reportCrash({ crash, lastOne }: Supervision, { name }: UpFlags, dataDirectory: string): boolean {
  if (crash === undefined) return true;
  const words = describeCrash(recordCrash(dataDirectory, crash, lastOne, systemClock.now()));
  if (!lastOne) print(`kubets crashed (${words}) and is being restarted.`, 2);
  else
    print(
      `error: kubets crashed ${crash.count} times in a row, last with ${words}, and will not be restarted: ` +
        `fix the cause, then run ${upCommand(name)}`,
      2,
    );
  return !lastOne;
}

/** Saves an uncaught exception for the process that replaces this one. */
function recordUncaughtExceptions(dataDirectory: string): void {
  process.on('uncaughtExceptionMonitor', (error) => recordFatalError(dataDirectory, process.pid, error));
}

/** The command line of the background process. It runs under the parent; the command that waits for it does not. */
function detachedCommand({ restart }: UpFlags): readonly [string, ...string[]] {
  const command = [process.execPath, ...process.execArgv, ...withoutSecrets(process.argv.slice(1))] as const;
  return restart ? supervised(command) : command;
}

interface Prepared extends Omit<Start, 'progress' | 'stopRequest'> {
  readonly dataDirectory: string;
}

/** Never throws: errors are reported and set the exit code. */
async function runHere(prepared: Prepared): Promise<void> {
  const { flags, request, supervision, dataDirectory } = prepared;
  const stopRequest = listenForSignals(supervision?.parent);
  const progress = reportTo(printedProgress());
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    if (supervision !== undefined && !reportCrash(supervision, flags, dataDirectory)) {
      process.exitCode = 1;
      return;
    }
    using _lock = takeDataDirectory(dataDirectory, supervision?.parent);
    if (supervision?.crash === undefined) forgetCrashes(dataDirectory);
    recordUncaughtExceptions(dataDirectory);
    if (supervision === undefined && flags.restart)
      progress.note(
        "kubets will not be restarted if it crashes: to enable restarts, run the kubets command instead of 'node kubets.mjs'",
      );
    for (const warning of prepared.enablement?.warnings ?? []) progress.note(warning);
    const joined = await prepareToJoin(flags, dataDirectory, progress);
    await run({ ...prepared, request: { ...request, ...joined }, progress, stopRequest }, dataDirectory);
  } catch (error) {
    progress.failed(commandError(error));
    process.exitCode = 1;
  }
}

export async function up(flags: UpFlags): Promise<void> {
  const supervision = takeSupervision(process.env, process.ppid);
  hideSecrets(flags);
  // The first process has already installed the packages and detached.
  const done = isDetached() || supervision?.crash !== undefined;
  if (flags.install !== undefined && !done) installHost(flags.install);
  const request = requestOf(flags);
  const saved = readSettings(flags.name);
  checkAdvertiseAddress(flags, saved);
  await loadAdmission(mergedAdmission(request.admission, saved?.admission));
  const wish = nodeRequestOf(flags, saved);
  const enablement = await enablementOfFlags(flags, saved);
  const choice = chooseNode(wish);
  const dataDirectory = dataDirectoryOf(request);
  if (flags.detach && !done) {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    await detach(dataDirectory, detachedCommand(flags), secretEnvironment(flags));
    return;
  }
  await runHere({ flags, wish, choice, request, supervision, enablement, dataDirectory });
  process.exit(process.exitCode ?? 0);
}
