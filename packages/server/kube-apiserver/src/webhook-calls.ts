/** The client with which a cluster's API server calls webhooks. */
import type { ResourceReader } from '@kubets/apiserver/access';
import type { Random } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import type { ServiceResolver, WebhookClient } from '@kubets/webhook';

/** Makes a client that uses the resolver for Services. */
export type MakeWebhookClient = (resolve: ServiceResolver) => WebhookClient & Partial<Disposable>;

const withoutNetwork: MakeWebhookClient = () => ({
  post: () => Promise.reject(errors.unavailable('this API server has no network to call webhooks')),
});

export interface WebhookCallsOptions {
  readonly make: MakeWebhookClient | undefined;
  /** Available when the first webhook is called. */
  readonly reader: () => ResourceReader;
  readonly random: Random;
  readonly signal: AbortSignal;
}

export function webhookCalls({ make = withoutNetwork, reader, random, signal }: WebhookCallsOptions) {
  let resolver: Promise<ServiceResolver> | undefined;
  const load = async (): Promise<ServiceResolver> => {
    const { serviceResolver } = await import('@kubets/webhook');
    return serviceResolver(reader(), random, signal);
  };
  return make(async (...service) => {
    resolver ??= load();
    return (await resolver)(...service);
  });
}
