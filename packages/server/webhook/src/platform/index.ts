/** The client of webhooks over HTTPS. */
export { createWebhookClient, type WebhookClientOptions } from './create-webhook-client.ts';
