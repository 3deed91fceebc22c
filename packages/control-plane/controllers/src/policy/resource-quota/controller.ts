/** Runs the computation of quotas' usage, from the first quota on. */
import { deviceClasses, resourceQuotas } from '@kubets/api';
import { eventsRule, rule } from '@kubets/api/policy-rules';
import { WorkQueue } from '@kubets/client';
import { defineLoop, type InformerSource, type LoopContext } from '@kubets/controller-runtime';

/** Upstream: concurrent-resource-quota-syncs and resource-quota-sync-period. */
const workers = 5;
const fullResyncMs = 300_000;

/** Most clusters have no quotas: nothing else is loaded until there is one. */
async function firstQuota({ informer, signal }: LoopContext & InformerSource): Promise<void> {
  const found = Promise.withResolvers<void>();
  const unsubscribe = informer(resourceQuotas).subscribe({ added: () => found.resolve() });
  signal.addEventListener('abort', () => found.resolve(), { once: true });
  if (signal.aborted) found.resolve();
  await found.promise;
  unsubscribe();
}

export const resourceQuotaController = defineLoop({
  name: 'resourcequota',
  identity: 'resourcequota-controller',
  rules: [rule('list watch', '*', '*'), rule('update', 'core', 'resourcequotas/status'), eventsRule],
  reads: [resourceQuotas, deviceClasses],
  async run(context) {
    const { clock, signal } = context;
    await firstQuota(context);
    const { discoveryIntervalMs, QuotaUsage } = await import('./quota-usage.ts');
    const queue = new WorkQueue({ clock });
    const close = (): void => queue.shutDown();
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    const usage = new QuotaUsage(context, queue);
    const working = Array.from({ length: workers }, () => usage.work());
    for (let waited = discoveryIntervalMs; !signal.aborted; waited += discoveryIntervalMs) {
      await clock.sleep(discoveryIntervalMs, signal).catch(() => undefined);
      if (signal.aborted) break;
      await usage.discover();
      if (waited % fullResyncMs === 0) usage.enqueueAll();
    }
    await Promise.all(working);
  },
});
