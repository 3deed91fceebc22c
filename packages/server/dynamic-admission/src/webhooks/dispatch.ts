/** Everything that is needed only when webhooks are called. */
export { compiledWebhook } from './compiled-webhook.ts';
export { mutateWithWebhooks } from './mutating-webhooks.ts';
export { validateWithWebhooks } from './validating-webhooks.ts';
export { webhookMetrics } from './webhook-metrics.ts';
