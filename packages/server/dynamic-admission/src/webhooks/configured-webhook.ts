/** A webhook of a configuration, as it is called. */
import type { MutatingWebhook, MutatingWebhookConfiguration, ValidatingWebhook } from '@kubets/api';
import type { CompiledCondition } from '../cel/index.ts';
import type { WriteMatcher } from '../matching/index.ts';

export type Webhook = ValidatingWebhook & Partial<MutatingWebhook>;
export type WebhookConfiguration = Omit<MutatingWebhookConfiguration, 'webhooks'> & {
  readonly webhooks?: readonly Webhook[];
};

export interface ConfiguredWebhook {
  readonly configuration: string;
  /** Identifies the webhook, as long as its configuration has it. */
  readonly id: string;
  readonly hook: Webhook;
  readonly matcher: Pick<WriteMatcher, 'match' | 'mayMatch'>;
  conditions(): Promise<readonly CompiledCondition[]>;
}
