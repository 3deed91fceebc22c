/** Modules that are loaded when they are first used. On a virtual clock, time would pass meanwhile: load them before. */

import { loadColumns } from '@kubets/api/facts';
import { loadLateValidation } from '@kubets/api/kind-rules';
import { loadLateModules as loadCustomResources } from '@kubets/apiextensions/serving';
import { loadWebhookDispatch } from '@kubets/dynamic-admission/webhooks';

export async function loadLateModules(): Promise<void> {
  await Promise.all([
    import('./admission/resource-quota/quota-decision.ts'),
    import('./bootstrap/keep-flow-control.ts'),
    import('@kubets/aggregator').then((aggregator) => aggregator.loadLateModules()),
    loadColumns(),
    loadCustomResources(),
    loadLateValidation(),
    loadWebhookDispatch(),
  ]);
}
