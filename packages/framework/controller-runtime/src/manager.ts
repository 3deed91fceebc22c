/** Runs controllers: shared caches, each controller under its own identity, one clean stop. */
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { type Client, createInformerFactory, type InformerFactory } from '@kubets/client';
import { DeclaredCache } from './cache.ts';
import type { AnyController, LoopContext, LoopDefinition } from './controller.ts';
import { ControllerRun } from './controller-run.ts';
import { createEventRecorder, type RunningEventRecorder } from './events/recorder.ts';
import type { ControllerMetrics } from './metrics.ts';

export interface RunControllersOptions {
  /** Fills the shared caches: must be allowed to list and watch what the controllers read. */
  readonly client: Client;
  /** The client of an identity (`replicaset-controller`). Default: everyone uses `client`. */
  readonly clientFor?: (identity: string) => Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly metrics?: ControllerMetrics;
  /** Told what becomes of each controller, by its name. A loop that failed runs again after a pause. */
  readonly observe?: (controller: string, state: 'Starting' | 'Running' | 'Failed', reason?: string) => void;
  /** Shared with others in the process; it is then run by its owner. */
  readonly informers?: InformerFactory;
}

/** The pause before a loop that failed runs again, milliseconds; doubling up to a minute. */
const initialRestartDelayMs = 1000;
const maxRestartDelayMs = 60_000;

/**
 * Runs the definitions until the signal aborts; resolves when every worker, informer and event has come to rest.
 * Each starts when its own caches are synced. What one throws is logged and retried: it never reaches another.
 */
export async function runControllers(
  definitions: readonly AnyController[],
  options: RunControllersOptions,
): Promise<void> {
  const { client, signal } = options;
  // What a predecessor wrote last must be seen, or it is done again.
  const informers = options.informers ?? createInformerFactory(client, { ...options, consistentList: true });
  // Caches are declared before the informers run, so that indexes are there when the first objects come.
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
  for (let pause = initialRestartDelayMs; !signal.aborted; pause = Math.min(pause * 2, maxRestartDelayMs)) {
    try {
      observe('Running');
      await definition.run({
        ...context,
        informer: (type) => informers.informer(type),
        stopInformer: (type) => informers.stop(type),
      });
      if (signal.aborted) return;
      observe('Failed', 'ended before it was told to');
      log.warn('the loop ended before it was told to');
    } catch (error) {
      if (signal.aborted) return;
      observe('Failed', messageOf(error));
      log.error(`the loop failed: ${messageOf(error)}`, { error });
    }
    await clock.sleep(pause, signal).catch(() => undefined);
  }
}
