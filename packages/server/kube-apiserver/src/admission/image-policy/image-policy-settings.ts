/** The configuration of ImagePolicyWebhook. Upstream: `plugin/pkg/admission/imagepolicy/config.go`. */
import type { WebhookClientConfig, WebhookCredentials } from '@kubets/webhook';
import { AdmissionConfigurationError, checkFields } from '../admission-configuration.ts';
import { wholeNumber } from '../configuration-values.ts';

/** The webhook, from the kubeconfig that the configuration names. */
export interface ImagePolicyBackend {
  readonly config: WebhookClientConfig;
  readonly credentials?: WebhookCredentials;
}

export interface ImagePolicySettings {
  /** How long an answer is kept; 0: not at all. */
  readonly allowMs: number;
  readonly denyMs: number;
  /** The first pause before a failed call is repeated; 0: none. */
  readonly retryMs: number;
  /** Whether images are allowed if the webhook fails. */
  readonly defaultAllow: boolean;
}

const where = 'configuration of admission plugin ImagePolicyWebhook';

interface Range {
  readonly unit: number;
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

const minuteMs = 60_000;
const ttl = { unit: 1_000, min: 1_000, max: 30 * minuteMs };
const ranges = {
  allowTTL: { ...ttl, default: 5 * minuteMs },
  denyTTL: { ...ttl, default: 30_000 },
  retryBackoff: { unit: 1, min: 0, max: 5 * minuteMs, default: 500 },
} satisfies Readonly<Record<string, Range>>;

/** In milliseconds. −1 disables, 0 is the default. */
function duration(value: unknown, field: keyof typeof ranges): number {
  const { unit, min, max, default: byDefault } = ranges[field];
  const given = wholeNumber(value, `${where}: imagePolicy.${field}`);
  if (given === -1) return 0;
  if (given === 0) return byDefault;
  const milliseconds = given * unit;
  if (milliseconds > min && milliseconds <= max) return milliseconds;
  throw new AdmissionConfigurationError(
    `${where}: imagePolicy.${field}: valid value is between ${min} ms and ${max} ms, got ${milliseconds} ms`,
  );
}

function fieldsOf(configuration: unknown) {
  if (configuration === undefined)
    throw new AdmissionConfigurationError(
      'admission plugin ImagePolicyWebhook needs a configuration: use --admission-control-config-file',
    );
  const { imagePolicy } = checkFields(configuration, where, ['imagePolicy']);
  const known = ['kubeConfigFile', 'allowTTL', 'denyTTL', 'retryBackoff', 'defaultAllow'];
  return checkFields(imagePolicy, `${where}: imagePolicy`, known);
}

/** The path of the kubeconfig. Throws AdmissionConfigurationError. */
export function imagePolicyKubeconfig(configuration: unknown): string {
  const { kubeConfigFile } = fieldsOf(configuration);
  if (typeof kubeConfigFile === 'string' && kubeConfigFile !== '') return kubeConfigFile;
  throw new AdmissionConfigurationError(`${where}: imagePolicy.kubeConfigFile is required`);
}

/** Throws AdmissionConfigurationError. */
export function imagePolicySettings(configuration: unknown): ImagePolicySettings {
  const { allowTTL, denyTTL, retryBackoff, defaultAllow = false } = fieldsOf(configuration);
  if (typeof defaultAllow !== 'boolean')
    throw new AdmissionConfigurationError(`${where}: imagePolicy.defaultAllow must be true or false`);
  return {
    allowMs: duration(allowTTL, 'allowTTL'),
    denyMs: duration(denyTTL, 'denyTTL'),
    retryMs: duration(retryBackoff, 'retryBackoff'),
    defaultAllow,
  };
}
