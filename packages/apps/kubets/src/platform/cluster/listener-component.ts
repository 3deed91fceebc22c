/** The listeners of the API server as a component, which also writes the kubeconfig. */
import { availableParallelism } from 'node:os';
import type { KubeApiServer } from '@kubets/cluster';
import { type Component, type ComponentContext, defineComponent, untilAborted } from '@kubets/component';
import { type Listener, listen } from '@kubets/http-listener/platform';
import { UsageError } from '../usage-error.ts';
import { addContext, serverUrl } from './admin-client.ts';
import { isLoopback } from './host-facts.ts';
import type { ClusterSettings } from './settings.ts';
import type { StartOptions } from './start-options.ts';
import type { StoreComponent } from './store-component.ts';

export const listenerName = 'http-listener';

/** How long requests in progress may take when the listener closes. */
const closeGraceMs = 1_000;

/**
 * A thread for HTTP needs a processor of its own. With two processors, the client or etcd uses the other one, and reads
 * lose more than writes gain (docs/performance.md).
 */
const sparesProcessor = (): boolean => availableParallelism() > 2;

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

/** Opens a listener on `host`. */
type Open = (host: string, workers: number | 'auto' | undefined) => Promise<Listener>;

function opener(options: StartOptions, store: StoreComponent, api: KubeApiServer, context: ComponentContext): Open {
  const { settings } = options;
  const { clock, log } = context;
  return (host, workers = sparesProcessor() ? 'auto' : 0) =>
    listen({
      workers,
      handle: (request) => api.server.handle(request),
      respond: (answer, request) => api.server.respond(answer, request),
      authenticator: api.authenticator,
      authorizer: api.server.authorizer,
      pki: store.foundation.pki,
      host,
      port: settings.port,
      clock,
      log,
    });
}

export function listenerComponent(options: StartOptions, store: StoreComponent, api: KubeApiServer): Component {
  const { settings, kubeconfig, progress, httpWorkers } = options;
  return defineComponent({
    name: listenerName,
    requires: ['kube-apiserver'],
    async run(context) {
      const open = opener(options, store, api, context);
      const { address } = store.foundation;
      const listeners: Listener[] = [];
      try {
        listeners.push(await open(settings.bind, httpWorkers));
        // Pods cannot reach the loopback interface, so the API server also listens on the host's address.
        if (isLoopback(settings.bind) && address !== settings.bind)
          listeners.push(await open(address, httpWorkers && 'auto'));
        if (context.signal.aborted) return;
        await addContext(kubeconfig, settings);
        progress.step(`The API server listens on ${serverUrl(settings)}`);
        context.ready();
        await untilAborted(context.signal);
      } catch (error) {
        throw error instanceof Error && error.name === 'ListenError' ? listenProblem(error, settings) : error;
      } finally {
        for (const listener of listeners.reverse()) await listener.close(closeGraceMs);
      }
    },
  });
}
