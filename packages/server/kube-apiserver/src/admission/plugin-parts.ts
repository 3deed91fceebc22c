/** What admission plugins are made of. */
import type { AdmissionHost } from '@kubets/apiserver';
import type { AdmissionPlugin } from '@kubets/apiserver/admission';
import type { Clock, Random } from '@kubets/base';
import type { AdmissionWebhooks } from '@kubets/dynamic-admission/webhooks';
import type { WebhookClient } from '@kubets/webhook';
import type { ClusterAuthorization } from '../authorization/cluster-authorization.ts';

export interface PluginParts {
  readonly host: AdmissionHost;
  readonly clock: Clock;
  readonly random: Random;
  readonly authorization: ClusterAuthorization;
  /** The minor version of this server: 36. */
  readonly minorVersion: number;
  /** Whether a feature gate is enabled. */
  isEnabled(gate: string): boolean;
  /** Ends subscriptions to changes. */
  readonly signal: AbortSignal;
  readonly webhooks: AdmissionWebhooks;
  /** Calls other webhooks than those of admission. */
  readonly webhookClient: WebhookClient;
}

export type CreatePlugin = (parts: PluginParts) => readonly AdmissionPlugin[];
