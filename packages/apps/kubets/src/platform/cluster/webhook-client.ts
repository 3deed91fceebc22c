/** The client with which the API server calls webhooks. It is loaded with the first call. */
import { systemClock } from '@kubets/base';
import type { MakeWebhookClient } from '@kubets/kube-apiserver';
import type { WebhookClient } from '@kubets/webhook';

export const webhookClient: MakeWebhookClient = (resolve) => {
  let client: Promise<WebhookClient & Disposable> | undefined;
  const load = async (): Promise<WebhookClient & Disposable> => {
    const { createWebhookClient } = await import('@kubets/webhook/platform');
    return createWebhookClient({ clock: systemClock, resolve });
  };
  return {
    async post(call) {
      client ??= load();
      return (await client).post(call);
    },
    [Symbol.dispose]: () => void client?.then((each) => each[Symbol.dispose]()),
  };
};
