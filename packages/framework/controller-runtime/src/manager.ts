/** Runs controllers with shared caches, each under its own identity. Upstream: the manager of controller-runtime. */
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { type Client, createInformerFactory, type InformerFactory } from '@kubets/client';
import { DeclaredCache } from './cache.ts';
import type { AnyController, LoopContext, LoopDefinition } from './controller.ts';
import { ControllerRun } from './controller-run.ts';
import { createEventRecorder, type RunningEventRecorder } from './events/recorder.ts';
import type { ControllerMetrics } from './metrics.ts';

export interface RunControllersOptions {
  /** The client of the shared caches. It needs permission to list and watch what the controllers read. */
  readonly client: Client;
  /** The client of an identity (`replicaset-controller`). Default: `client`. */
  readonly clientFor?: (identity: string) => Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly metrics?: ControllerMetrics;
  /** Called when the state of a controller changes. A failed loop is restarted with backoff. */
  readonly observe?: (controller: string, state: 'Starting' | 'Running' | 'Failed', reason?: string) => void;
  /** Informers that are shared with other components; the caller runs them. */
  readonly informers?: InformerFactory;
}

/** The delay before a failed loop is restarted; it doubles with each failure. */
const initialRestartDelayMs = 1000;
const maxRestartDelayMs = 60_000;

/**
 * Runs the definitions until the signal aborts. Resolves when all workers and informers have stopped and all events are written.
 * A controller starts when its own caches have synced. Its failures are logged and retried, and do not affect other controllers.
 */
export async function runControllers(
  definitions: readonly AnyController[],
  options: RunControllersOptions,
): Promise<void> {
  const { client, signal } = options;
  // The last writes of a previous leader must be visible, or they would be repeated.
  const informers = options.informers ?? createInformerFactory(client, { ...options, consistentList: true });
  // Indexes are added before the informers start, so that they include the first objects.
  const prepared = definitions.map((definition) => prepare(definition, informers, options));
  const filling = options.informers === undefined ? informers.run(signal) : Promise.resolve();
  await Promise.all(prepared.map((run) => run()));
  await filling;
}

function prepare(
  definition: AnyController,
  informers: InformerFactory,
  options: RunControllersOptions,
): () => Promise<void> {
  const identity = definition.identity ?? definition.name;
  const { clock, random, signal } = options;
  const log = options.log.with({ controller: definition.name });
  const client = options.clientFor?.(identity) ?? options.client;
  const component = definition.component ?? identity;
  const events: RunningEventRecorder = createEventRecorder({ client, clock, random, log, component, signal });
  const cache = new DeclaredCache(definition, informers);
  const context: LoopContext = { cache, client, clock, random, events, log, signal };
  const observe = (state: 'Starting' | 'Running' | 'Failed', reason?: string): void =>
    options.observe?.(definition.name, state, reason);
  return async () => {
    observe('Starting');
    try {
      await Promise.all(cache.informers.map((informer) => informer.waitForSync(signal)));
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    if ('run' in definition) await runLoop(definition, context, informers, observe);
    else {
      observe('Running');
      const metrics = options.metrics === undefined ? {} : { metrics: options.metrics };
      await new ControllerRun(definition, { cache, context, ...metrics }).run();
    }
    await events.drained();
  };
}

type Observe = (state: 'Running' | 'Failed', reason?: string) => void;

async function runLoop(
  definition: LoopDefinition,
  context: LoopContext,
  informers: InformerFactory,
  observe: Observe,
): Promise<void> {
  const { clock, signal, log } = context;
  for (let delayMs = initialRestartDelayMs; !signal.aborted; delayMs = Math.min(delayMs * 2, maxRestartDelayMs)) {
    try {
      observe('Running');
      await definition.run({
        ...context,
        informer: (type) => informers.informer(type),
        stopInformer: (type) => informers.stop(type),
      });
      if (signal.aborted) return;
      observe('Failed', 'returned before it was stopped');
      log.warn('the loop returned before it was stopped');
    } catch (error) {
      if (signal.aborted) return;
      observe('Failed', messageOf(error));
      log.error(`the loop failed: ${messageOf(error)}`, { error });
    }
    await clock.sleep(delayMs, signal).catch(() => undefined);
  }
}
