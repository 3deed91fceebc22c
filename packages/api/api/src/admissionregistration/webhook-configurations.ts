/** Webhook configurations: the webhooks that the API server calls during admission. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '../generated/admissionregistration/v1.ts';
import type { WebhookConfiguration } from './webhook-validation.ts';

const common = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  generation: true,
  unconditionalUpdate: false,
} as const;

/** Loaded with the first configuration. */
const validate = async (next: WebhookConfiguration, old: WebhookConfiguration | undefined) =>
  (await import('./webhook-validation.ts')).validateWebhooks(next, old);

export const mutatingWebhookConfigurations = defineResource<MutatingWebhookConfiguration>({
  ...common,
  kind: 'MutatingWebhookConfiguration',
  validateInTurns: validate,
  row: (object, now) => [nameOf(object), object.webhooks?.length ?? 0, ageOf(object, now)],
});

export const validatingWebhookConfigurations = defineResource<ValidatingWebhookConfiguration>({
  ...common,
  kind: 'ValidatingWebhookConfiguration',
  validateInTurns: validate,
  row: (object, now) => [nameOf(object), object.webhooks?.length ?? 0, ageOf(object, now)],
});
