/**
 * Computes the usage of quotas. The API server charges writes when it commits them (admission plugin ResourceQuota);
 * this controller computes the usage of new limits, and lowers it when objects are deleted.
 *
 * It reads the quota, then the objects, and writes the status only if the quota has not changed. Every write that uses
 * the quota changes it in the same commit, so the objects are complete, and no usage is lost.
 */
import { deviceClasses, type ResourceQuota, resourceQuotas } from '@kubets/api';
import {
  evaluatorsOf,
  hasNewLimits,
  type QuotaEvaluator,
  type QuotaFacts,
  quotaStatus,
  type ResourceList,
  sum,
  usageOfObjects,
} from '@kubets/api/quota';
import { messageOf, nextTurn } from '@kubets/base';
import type { WorkQueue } from '@kubets/client';
import type { InformerSource, LoopContext } from '@kubets/controller-runtime';
import { objectKeyOf } from '@kubets/machinery/object-key';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';
import { type DiscoveredResource, discoverResources } from '../../lifecycle/api-discovery/discover-resources.ts';
import { QuotaMonitor } from './quota-monitor.ts';

/** The interval of discovery. A resource that is not known may be discovered earlier, but not more often than this. */
export const discoveryIntervalMs = 30_000;
const minDiscoveryIntervalMs = 1000;
/** Deletions of many objects are counted together. */
const replenishDelayMs = 10;
/** The usage of new limits is counted once more after this time. */
const lateCountMs = 30_000;
/** How often a usage is computed again at once because the quota was charged meanwhile. */
const maxAttempts = 5;
/** Objects that are counted before other work may run. */
const sliceSize = 500;

export class QuotaUsage {
  readonly #context: LoopContext;
  readonly #queue: WorkQueue;
  readonly #monitor: QuotaMonitor;
  #discoveredAt = Number.NEGATIVE_INFINITY;

  constructor(context: LoopContext & InformerSource, queue: WorkQueue) {
    const { clock, cache } = context;
    this.#context = context;
    this.#queue = queue;
    this.#monitor = new QuotaMonitor({
      source: context,
      clock,
      replenished: (evaluator, namespace) => {
        for (const quota of cache.list(resourceQuotas, namespace))
          if (this.#counts(quota, evaluator)) queue.addAfter(objectKeyOf(quota), replenishDelayMs);
      },
    });
    context.informer(resourceQuotas).subscribe({
      added: (quota) => queue.add(objectKeyOf(quota)),
      updated: (quota, old) => {
        // Charges are not a reason to count. Upstream also looks at the limits only.
        if (hasNewLimits(quota) || hasNewLimits(old)) queue.add(objectKeyOf(quota));
      },
    });
  }

  enqueueAll(): void {
    for (const quota of this.#context.cache.list(resourceQuotas)) this.#queue.add(objectKeyOf(quota));
  }

  /** Discovers the served resources, if there are quotas. Failures are logged: the next discovery repairs them. */
  async discover(): Promise<void> {
    const { cache, client, clock, log, signal } = this.#context;
    const quotas = cache.list(resourceQuotas);
    if (quotas.length === 0) return;
    this.#discoveredAt = clock.monotonic();
    try {
      const { resources } = await discoverResources(client, signal);
      const facts = this.#facts();
      this.#monitor.follow(
        resources,
        quotas.flatMap((quota) => evaluatorsOf(quota, facts)),
      );
    } catch (error) {
      if (!signal.aborted) log.warn(`discovery failed: ${messageOf(error)}`);
    }
  }

  async work(): Promise<void> {
    const { log, signal } = this.#context;
    const queue = this.#queue;
    for (let key = await queue.get(); key !== undefined; key = await queue.get()) {
      try {
        await this.#sync(key);
        queue.forget(key);
      } catch (error) {
        if (!signal.aborted) {
          log.debug(`cannot compute the usage of a quota: ${messageOf(error)}`, { key });
          queue.addRateLimited(key);
        }
      } finally {
        queue.done(key);
      }
    }
  }

  #counts(quota: ResourceQuota, evaluator: QuotaEvaluator): boolean {
    const isSame = (other: QuotaEvaluator) => other.plural === evaluator.plural && other.group === evaluator.group;
    return evaluatorsOf(quota, { now: 0, deviceClasses: this.#context.cache.list(deviceClasses) }).some(isSame);
  }

  async #sync(key: string): Promise<void> {
    const { cache, signal } = this.#context;
    const [namespace = '', name = ''] = key.split('/');
    let quota = cache.get(resourceQuotas, namespace, name);
    for (let left = maxAttempts; left > 0 && quota !== undefined && !signal.aborted; left--) {
      const usage = await this.#usage(quota);
      const status = quotaStatus(quota, usage);
      if (status === undefined) return;
      const outcome = await this.#write({ ...quota, status }, left === 1);
      // The cache may still have it. Counting it again at once would repeat this until the cache learns of the deletion.
      if (outcome === 'gone') return;
      if (outcome === 'written') {
        if (hasNewLimits(quota)) {
          // A write that was admitted before the limits had a usage may have been committed just before them.
          this.#queue.add(`${namespace}/${name}/again`);
          // Other API servers may learn of the quota later.
          this.#queue.addAfter(`${namespace}/${name}/late`, lateCountMs);
        }
        return;
      }
      quota = await this.#newest(namespace, name);
    }
  }

  /** A conflict: the quota has been charged meanwhile. */
  async #write(quota: ResourceQuota, last: boolean): Promise<'written' | 'conflict' | 'gone'> {
    const { client, signal } = this.#context;
    try {
      await client.updateStatus(resourceQuotas, quota, { signal });
      return 'written';
    } catch (error) {
      if (isNotFound(error)) return 'gone';
      if (isConflict(error) && !last) return 'conflict';
      throw error;
    }
  }

  /** Its role allows to list quotas, but not to get one. */
  async #newest(namespace: string, name: string): Promise<ResourceQuota | undefined> {
    const { client, signal } = this.#context;
    const found = await client.list(resourceQuotas, { namespace, fieldSelector: `metadata.name=${name}`, signal });
    return found.items[0];
  }

  #facts(): QuotaFacts {
    const { cache, clock } = this.#context;
    return { now: clock.now(), deviceClasses: cache.list(deviceClasses) };
  }

  async #usage(quota: ResourceQuota): Promise<ResourceList> {
    const facts = this.#facts();
    let usage: ResourceList = new Map();
    for (const evaluator of evaluatorsOf(quota, facts)) {
      const counted = await this.#usageOf(quota, evaluator, facts);
      // Pods and resource claims can use the same extended resource.
      if (counted !== undefined) usage = sum(usage, counted);
    }
    return usage;
  }

  /** A resource that is not known may have been added after the last discovery. */
  async #resourceOf(evaluator: QuotaEvaluator): Promise<DiscoveredResource | undefined> {
    const known = this.#monitor.resourceOf(evaluator);
    const { clock } = this.#context;
    if (known !== undefined || clock.monotonic() - this.#discoveredAt < minDiscoveryIntervalMs) return known;
    await this.discover();
    return this.#monitor.resourceOf(evaluator);
  }

  /** Undefined if the resource is not served. */
  async #usageOf(quota: ResourceQuota, evaluator: QuotaEvaluator, facts: QuotaFacts) {
    const { client, signal } = this.#context;
    const resource = await this.#resourceOf(evaluator);
    if (resource === undefined) {
      this.#queue.addAfter(objectKeyOf(quota), discoveryIntervalMs);
      return undefined;
    }
    await this.#monitor.watch(evaluator, resource, signal);
    const namespace = quota.metadata?.namespace ?? '';
    const { items } = await client.list(resource, { namespace, signal });
    let usage = usageOfObjects(quota, evaluator, [], facts);
    for (let from = 0; from < items.length; from += sliceSize) {
      if (from > 0) await nextTurn();
      usage = sum(usage, usageOfObjects(quota, evaluator, items.slice(from, from + sliceSize), facts));
    }
    return usage;
  }
}
