/** Deletes objects without owners, and implements foreground deletion and orphaning. */
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import { messageOf } from '@kubets/base';
import { WorkQueue } from '@kubets/client';
import { defineLoop, type InformerSource, type LoopContext } from '@kubets/controller-runtime';
import { discoverResources } from '../api-discovery/discover-resources.ts';
import { Collector, UnknownOwnerKindError } from './collect.ts';
import { ObjectGraph } from './object-graph.ts';

/** The interval at which resources are discovered if no definition of resources changes. */
const resyncPeriodMs = 30_000;
/** From a change of a definition to the discovery: several often change together, and each takes effect a moment later. */
const settlePeriodMs = 1000;
const workers = 20;
/** Garbage collection starts after the components that a new cluster waits for. */
const initialDelayMs = 1000;

export const garbageCollector = defineLoop({
  name: 'garbage-collector',
  identity: 'generic-garbage-collector',
  component: 'garbage-collector-controller',
  rules: [rule(`${read} patch update delete`, '*', '*'), eventsRule],
  async run(context) {
    const { clock, signal } = context;
    const queue = new WorkQueue({ clock });
    const discoveries = new WorkQueue({ clock });
    const visit = (key: string): void => queue.add(key);
    const graph = new ObjectGraph(context, visit, () => discoveries.addAfter('resources', settlePeriodMs));
    const close = (): void => {
      queue.shutDown();
      discoveries.shutDown();
    };
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    await clock.sleep(initialDelayMs, signal).catch(() => undefined);
    if (!signal.aborted) await follow(graph, context);
    const collector = new Collector(graph, context, visit);
    const waiting = new Set<string>();
    const working = Array.from({ length: workers }, () => work({ queue, waiting, graph, collector, context }));
    discoveries.addAfter('resources', resyncPeriodMs);
    for (let key = await discoveries.get(); key !== undefined; key = await discoveries.get()) {
      await follow(graph, context);
      for (const waited of waiting) visit(waited);
      waiting.clear();
      discoveries.done(key);
      discoveries.addAfter(key, resyncPeriodMs);
    }
    await Promise.all(working);
  },
});

/**
 * Updates the watched resources. Processing waits until all caches have synced, because a missing owner may only not be listed yet; but not
 * longer than a period, since the objects of a custom resource may not be readable at all. Owners are read live before anything is deleted.
 */
async function follow(graph: ObjectGraph, context: LoopContext & InformerSource): Promise<void> {
  const { client, log, signal } = context;
  try {
    const discovery = await discoverResources(client, signal);
    for (const [version, why] of discovery.failures) log.warn(`cannot discover the resources of ${version}: ${why}`);
    graph.follow(discovery);
    const waiting = new AbortController();
    const unsynced = graph.informers.filter((informer) => !informer.hasSynced);
    const synced = Promise.all(unsynced.map((informer) => informer.waitForSync(signal)));
    const late = context.clock.sleep(resyncPeriodMs, AbortSignal.any([signal, waiting.signal])).catch(() => undefined);
    await Promise.race([synced, late]).finally(() => waiting.abort());
  } catch (error) {
    if (!signal.aborted) log.warn(`discovery failed: ${messageOf(error)}`);
  }
}

interface Work {
  readonly queue: WorkQueue;
  /** Objects with an owner of an unknown kind: they are processed again after the next discovery. */
  readonly waiting: Set<string>;
  readonly graph: ObjectGraph;
  readonly collector: Collector;
  readonly context: LoopContext;
}

async function work({ queue, waiting, graph, collector, context: { log, signal } }: Work): Promise<void> {
  for (let key = await queue.get(); key !== undefined; key = await queue.get()) {
    try {
      const item = graph.find(key);
      if (item !== undefined) await collector.collect(item);
      queue.forget(key);
    } catch (error) {
      if (!signal.aborted) {
        log.debug(`cannot process object: ${messageOf(error)}`, { key });
        if (error instanceof UnknownOwnerKindError) waiting.add(key);
        else queue.addRateLimited(key);
      }
    } finally {
      queue.done(key);
    }
  }
}
