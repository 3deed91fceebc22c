/** Calls to webhooks: the interface of the client, and how a Service is resolved. */
export { decodeResponse } from './response-json.ts';
export { resolvedService, type ServiceAddress, type ServiceResolver, serviceResolver } from './service-resolver.ts';
export {
  type WebhookCall,
  WebhookCallError,
  type WebhookClient,
  type WebhookClientConfig,
  type WebhookCredentials,
  type WebhookService,
} from './webhook-client.ts';
