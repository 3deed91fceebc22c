/** Webhook configurations: the webhooks that the API server calls during admission. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '../generated/admissionregistration/v1.ts';
import { validateWebhooks } from './webhook-validation.ts';

const common = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  generation: true,
  unconditionalUpdate: false,
} as const;

export const mutatingWebhookConfigurations = defineResource<MutatingWebhookConfiguration>({
  ...common,
  validate: validateWebhooks,
  validateUpdate: validateWebhooks,
  kind: 'MutatingWebhookConfiguration',
  row: (object, now) => [nameOf(object), object.webhooks?.length ?? 0, ageOf(object, now)],
});

export const validatingWebhookConfigurations = defineResource<ValidatingWebhookConfiguration>({
  ...common,
  validate: validateWebhooks,
  validateUpdate: validateWebhooks,
  kind: 'ValidatingWebhookConfiguration',
  row: (object, now) => [nameOf(object), object.webhooks?.length ?? 0, ageOf(object, now)],
});
