/** Assembles a cluster in this process: the list of its components, and their start and stop. */
import { hostname } from 'node:os';
import type { RemoteFetch } from '@kubets/aggregator';
import { loadOnce, messageOf, systemClock, systemRandom } from '@kubets/base';
import { type ApiServerSettings, controlPlaneComponents, type KubeApiServer, simulatedNodes } from '@kubets/cluster';
import { type Candidacy, type Component, type RunningComponents, startComponents } from '@kubets/component';
import type { Pki } from '@kubets/kube-apiserver/platform';
import { print } from '../progress.ts';
import { componentPaths } from './component-paths.ts';
import { recordFatalError } from './crashes.ts';
import { hostNodeName } from './host-facts.ts';
import { listenerComponent, listenerName } from './listener-component.ts';
import { containerRuntime, nodeComponents } from './node-components.ts';
import { saveNodeRuntime } from './node-runtime.ts';
import { contextName } from './settings.ts';
import type { Ending, StartOptions } from './start-options.ts';
import { nodeHasTraces, stopNode } from './stop-node.ts';
import { type StoreComponent, storeComponent } from './store-component.ts';
import { storePaths } from './store-paths.ts';
import { isShared } from './store-url-settings.ts';
import { webhookClient } from './webhook-client.ts';

export interface RunningCluster {
  readonly context: string;
  /** A short description of the nodes. */
  readonly summary: string;
  /** Resolves when an essential component has stopped unexpectedly. */
  readonly failed: Promise<Ending>;
  stop(ending: Ending): Promise<void>;
}

interface ClusterComponents {
  readonly apiServer: KubeApiServer;
  readonly components: readonly Component[];
}

/** Most clusters have no aggregated API server: the code is loaded with the first request. */
function remoteFetch({ frontProxy }: Pki): RemoteFetch {
  const loaded = loadOnce(async () => {
    const { httpsFetch } = await import('@kubets/aggregator/platform');
    return httpsFetch({ clock: systemClock, client: frontProxy.client });
  });
  return async (request) => (await loaded())(request);
}

function apiServerSettings(
  { foundation }: StoreComponent,
  { log, emulated, enablement, admission }: StartOptions,
  statuses: RunningComponents['statuses'],
): ApiServerSettings {
  const { settings, store, pki, tokenKey, address } = foundation;
  const storeRequests = storePaths(store, systemClock, log.with({ component: 'store' }));
  const componentRequests = componentPaths(statuses);
  return {
    store,
    serviceCidr: settings.serviceCidr,
    advertise: { address, port: settings.port },
    authority: pki.authority,
    frontProxyAuthority: pki.frontProxy.authority,
    remoteFetch: remoteFetch(pki),
    tokenKey,
    webhooks: webhookClient,
    paths: (path, request) => storeRequests(path, request) ?? componentRequests(path, request),
    ...(emulated === undefined ? {} : { emulated }),
    enablement,
    ...(settings.history === undefined ? {} : { history: settings.history }),
    ...(admission === undefined ? {} : { admission }),
  };
}

/** The list of components. To add one, add a line. Its start order follows from `requires`. */
function clusterComponents(
  options: StartOptions,
  candidacy: Candidacy,
  statuses: RunningComponents['statuses'],
): ClusterComponents {
  const runtime = options.choice.kind === 'cri' ? containerRuntime(options) : undefined;
  const store = storeComponent(options, runtime === undefined ? [] : [runtime.component.name]);
  const { apiServer, components: controlPlane } = controlPlaneComponents({
    settings: () => apiServerSettings(store, options, statuses),
    candidacy,
    requires: [store.component.name],
    loopsRequire: [listenerName],
  });
  const listener = listenerComponent(options, store, apiServer);
  const simulated =
    options.nodes === 0 ? [] : [simulatedNodes({ count: options.nodes, requires: [listenerName] }).component];
  return {
    apiServer,
    components: [
      ...(runtime === undefined ? [] : [runtime.component]),
      store.component,
      ...controlPlane,
      listener,
      ...(runtime === undefined ? simulated : nodeComponents(store, runtime)),
    ],
  };
}

/** A short description of the nodes. */
function summaryOf({ choice, nodes }: StartOptions): string {
  if (choice.kind === 'cri') return `one node (${hostNodeName()}) with real containers`;
  if (nodes === 0) return 'no nodes';
  return nodes === 1 ? 'one simulated node' : `${nodes} simulated nodes`;
}

/** Rejects with the signal's reason once it aborts. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Stops everything in this process, and then the node's containers if requested, even if containerd has failed before. */
async function stopCluster(
  running: RunningComponents,
  { everything }: Ending,
  { settings, choice, log }: StartOptions,
): Promise<void> {
  await running.stop();
  if (!everything || choice.kind !== 'cri') return;
  try {
    await stopNode(settings);
  } catch (error) {
    log.error('could not stop the containers of the node', { error: messageOf(error) });
  }
}

/**
 * Resolves when the API server serves and the node is Ready. If a step fails or `signal` is aborted, what was started is
 * stopped. Containers of an earlier run keep running.
 */
export async function startCluster(options: StartOptions): Promise<RunningCluster> {
  const { settings, choice, progress, log, signal } = options;
  const failedStart: Ending = { everything: !nodeHasTraces(settings) };
  const candidacy = { identity: `${hostname()}_${systemRandom.uuid()}`, shared: isShared(settings.store) };
  const statuses = () => running.statuses();
  const { apiServer, components } = clusterComponents(options, candidacy, statuses);
  if (choice.note !== undefined) progress.note(choice.note);
  const environment = { connect: apiServer.connect, clock: systemClock, random: systemRandom, log, candidacy };
  const running = startComponents(components, environment);
  const remembered = choice.kind === 'cri' ? undefined : saveNodeRuntime(settings.dataDirectory, undefined);
  try {
    await unlessAborted(Promise.all([running.started, remembered]), signal);
  } catch (error) {
    await stopCluster(running, failedStart, options);
    throw error;
  }
  return {
    context: contextName(settings.name),
    summary: summaryOf(options),
    failed: running.failed.then(({ error }) => {
      process.exitCode = 1;
      print(`the cluster failed: ${messageOf(error)}`, 2);
      recordFatalError(settings.dataDirectory, process.pid, error);
      return { everything: false };
    }),
    stop: (ending) => stopCluster(running, ending, options),
  };
}
