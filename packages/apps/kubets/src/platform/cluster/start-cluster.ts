/** Assembles a cluster in this process: store, control plane, listeners and node. */
import { availableParallelism, hostname } from 'node:os';
import { type Logger, messageOf, systemClock, systemRandom } from '@kubets/base';
import { type Listener, listen } from '@kubets/http-listener/platform';
import { importSigningKey } from '@kubets/kube-apiserver';
import { ensurePki, type Pki } from '@kubets/kube-apiserver/platform';
import type { Store } from '@kubets/storage';
import { type ControlPlane, startControlPlane } from '../../cluster/control-plane.ts';
import { type Progress, print } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { addContext, serverUrl } from './admin-client.ts';
import { authorityHash, ownAuthorityHash } from './authority.ts';
import { recordFatalError } from './crashes.ts';
import { hostAddress, isLoopback } from './host-facts.ts';
import { type ClusterNode, type NodeChoice, type NodeOptions, type NodeWish, startSimulatedNodes } from './node.ts';
import { pathsOf } from './paths.ts';
import { type ClusterSettings, contextName } from './settings.ts';
import { agreeOnSettings, standingSettings } from './shared-settings.ts';
import { nodeHasTraces, stopNode } from './stop-node.ts';
import { isShared, shownStore } from './store-location.ts';
import { storePaths } from './store-paths.ts';
import { openClusterStore } from './store-place.ts';

export interface StartOptions extends NodeWish {
  /** The caller must hold the lock on the data directory. */
  readonly settings: ClusterSettings;
  readonly choice: NodeChoice;
  readonly log: Logger;
  readonly progress: Progress;
  readonly kubeconfig: string;
  /** Number of threads for TLS and HTTP; undefined: one under load. */
  readonly httpWorkers: number | undefined;
  /** Cancels a start in progress. */
  readonly signal: AbortSignal;
}

export interface Ending {
  /** Whether the node's containers are stopped, too. */
  readonly everything: boolean;
}

export interface RunningCluster {
  readonly context: string;
  /** A short description of the nodes. */
  readonly summary: string;
  /** Resolves when an essential component has stopped unexpectedly. */
  readonly failed: Promise<Ending>;
  stop(ending: Ending): Promise<void>;
}

/**
 * Reports the error and kills the process, like a crash. After a failed flush, memory contains writes that are not on disk,
 * and a process that continued would serve them. There is no cleanup, because the memory of LMDB may be damaged.
 */
function endAtOnce({ dataDirectory }: ClusterSettings, error: Error): void {
  print(`the cluster failed: ${messageOf(error)}`, 2);
  try {
    recordFatalError(dataDirectory, process.pid, error);
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}

async function openStore(settings: ClusterSettings, log: Logger): Promise<Store> {
  try {
    return await openClusterStore(settings, log.with({ component: 'store' }), (error) => endAtOnce(settings, error));
  } catch (error) {
    if (!isShared(settings.store)) throw error;
    throw new UsageError(`cannot open the store ${shownStore(settings.store)}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function makePki(settings: ClusterSettings, hosts: readonly string[]): Promise<Pki> {
  return ensurePki(pathsOf(settings.dataDirectory).pki, {
    clock: systemClock,
    random: systemRandom,
    hosts: [...new Set([settings.bind, ...hosts])],
    serviceAddress: settings.apiServiceIp,
  });
}

/** Stops what was started, in reverse order. A failure does not prevent the remaining steps. */
class Endings {
  readonly #steps: { readonly name: string; readonly run: (ending: Ending) => Promise<void> | void }[] = [];
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, run: (ending: Ending) => Promise<void> | void): void {
    this.#steps.push({ name, run });
  }

  async run(ending: Ending): Promise<void> {
    for (const { name, run } of this.#steps.splice(0).reverse()) {
      try {
        await run(ending);
      } catch (error) {
        this.#log.error(`cannot stop ${name}`, { error: messageOf(error) });
      }
    }
  }
}

interface Foundation {
  readonly settings: ClusterSettings;
  readonly pki: Pki;
  readonly plane: ControlPlane;
  readonly address: string;
}

/**
 * A thread for HTTP needs a processor of its own. With two processors, the client or etcd uses the other one, and reads
 * lose more than writes gain (docs/performance.md).
 */
const sparesProcessor = (): boolean => availableParallelism() > 2;

async function openDoor(
  options: StartOptions,
  { pki, plane }: Foundation,
  host: string,
  workers: number | 'auto' = sparesProcessor() ? 'auto' : 0,
): Promise<Listener> {
  return listen({
    workers,
    handle: (request) => plane.server.handle(request),
    respond: (answer, request) => plane.server.respond(answer, request),
    authenticator: plane.authenticator,
    authorizer: plane.server.authorizer,
    pki,
    host,
    port: options.settings.port,
    clock: systemClock,
    log: options.log.with({ component: 'listener' }),
  });
}

/** These settings, with the shared settings of the cluster that the store belongs to. */
async function commonSettings(settings: ClusterSettings, store: Store): Promise<ClusterSettings> {
  const standing = await standingSettings(store, await ownAuthorityHash(pathsOf(settings.dataDirectory).pki));
  return { ...settings, ...standing };
}

async function startFoundation(options: StartOptions, endings: Endings): Promise<Foundation> {
  const { log } = options;
  const address = options.settings.advertiseAddress ?? hostAddress() ?? options.settings.apiServiceIp;
  const opening = openStore(options.settings, log);
  endings.add('the store', async () => {
    await opening.then((store) => store[Symbol.asyncDispose]());
  });
  const shared = isShared(options.settings.store);
  const settings = shared ? await commonSettings(options.settings, await opening) : options.settings;
  const certificates = makePki(settings, [address]);
  const [store, pki, tokenKey] = await Promise.all([
    opening,
    certificates,
    certificates.then(({ serviceAccountKey }) => importSigningKey(serviceAccountKey)),
  ]);
  if (shared) await agreeOnSettings(store, settings, authorityHash(pki.authority));
  const plane = await startControlPlane({
    store,
    clock: systemClock,
    random: systemRandom,
    log,
    serviceCidr: settings.serviceCidr,
    advertise: { address, port: settings.port },
    authority: pki.authority,
    tokenKey,
    paths: (served) => storePaths(served, systemClock, log.with({ component: 'store' })),
    ...(settings.history === undefined ? {} : { history: settings.history }),
    candidacy: { identity: `${hostname()}_${systemRandom.uuid()}`, shared },
  });
  endings.add('the control plane', () => plane.stop());
  return { settings, pki, plane, address };
}

/** Loads the code for real containers only if they are used. */
async function beginMachine(
  options: StartOptions,
  real: boolean,
  launched: () => void,
): Promise<((rest: NodeOptions) => Promise<ClusterNode>) | undefined> {
  if (!real) return undefined;
  const { prepareMachine, startRealNode } = await import('./real-node.ts');
  const machine = await prepareMachine(options, launched);
  options.progress.step(`Containers run in ${machine.words}`);
  return (rest) => startRealNode(rest, machine);
}

async function start(options: StartOptions, endings: Endings): Promise<RunningCluster> {
  const { settings, progress, kubeconfig, choice, signal } = options;
  if (choice.note !== undefined) progress.note(choice.note);
  // The machine is prepared while the control plane starts.
  const launched = Promise.withResolvers<void>();
  const machine = beginMachine(options, choice.kind === 'cri', launched.resolve);
  machine.catch(() => undefined);
  if (choice.kind === 'cri')
    endings.add('the machine', async ({ everything }) => {
      await machine.catch(() => undefined);
      if (everything) await stopNode(settings);
    });
  // The first steps on the machine mostly wait. They would wait longer if the control plane's start came first.
  await Promise.race([machine, launched.promise]);
  const foundation = await startFoundation(options, endings);
  const door = await openDoor(options, foundation, settings.bind, options.httpWorkers);
  endings.add('the listener', () => door.close(1_000));
  if (isLoopback(settings.bind) && foundation.address !== settings.bind) {
    // Pods cannot reach the loopback interface, so the API server also listens on the host's address.
    const inner = await openDoor(options, foundation, foundation.address, options.httpWorkers && 'auto');
    endings.add('the inner listener', () => inner.close(1_000));
  }
  signal.throwIfAborted();
  await addContext(kubeconfig, settings);
  progress.step(`The API server listens on ${serverUrl(settings)}`);
  const { plane, pki, address } = foundation;
  plane.startLoops();
  const rest = { ...options, settings: foundation.settings, plane, pki, address };
  const startReal = await machine;
  signal.throwIfAborted();
  const node = startReal === undefined ? await startSimulatedNodes(rest) : await startReal(rest);
  endings.add('the node', () => node.stop());
  await node.ready;
  return {
    context: contextName(settings.name),
    summary: node.summary,
    failed: plane.failed.then((error) => {
      process.exitCode = 1;
      print(`the cluster failed: ${messageOf(error)}`, 2);
      recordFatalError(settings.dataDirectory, process.pid, error);
      return { everything: false };
    }),
    stop: (ending) => endings.run(ending),
  };
}

/** Explains why the API server cannot listen. */
function listenProblem(error: Error & { readonly code?: string }, { bind, port }: ClusterSettings): UsageError {
  if (error.code === 'EADDRINUSE')
    return new UsageError(
      `port ${port} is already in use: use another --port, or stop the process that listens on it (see 'kubets status' for other clusters)`,
    );
  if (error.code === 'EADDRNOTAVAIL')
    return new UsageError(`${bind} is not an address of this machine: use another --bind`);
  if (error.code === 'EACCES') return new UsageError(`only root can listen on port ${port}: use another --port`);
  return new UsageError(error.message);
}

/**
 * Resolves when the API server serves and the node is Ready. If a step fails or `signal` is aborted, what was started is
 * stopped. Containers of an earlier run keep running.
 */
export async function startCluster(options: StartOptions): Promise<RunningCluster> {
  const { settings, signal, log } = options;
  const endings = new Endings(log);
  const everything = !nodeHasTraces(settings);
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([start(options, endings), stopped.promise]);
  } catch (error) {
    await endings.run({ everything });
    throw error instanceof Error && error.name === 'ListenError' ? listenProblem(error, settings) : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
