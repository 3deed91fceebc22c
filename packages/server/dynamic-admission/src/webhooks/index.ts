/** The admission plugins that call webhooks. */
import { mutatingWebhookConfigurations, validatingWebhookConfigurations } from '@kubets/api';
import type { AdmissionHost } from '@kubets/apiserver';
import type {
  AdmissionAttributes,
  AdmissionContext,
  AdmissionOperation,
  AdmissionPlugin,
} from '@kubets/apiserver/admission';
import type { Clock, Logger, Random } from '@kubets/base';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { WebhookClient } from '@kubets/webhook';
import { isExempt } from '../matching/exempt-kinds.ts';
import type { WebhookConfiguration } from './configured-webhook.ts';
import { ConfiguredWebhooks } from './configured-webhooks.ts';
import { dispatch } from './late.ts';
import type { WebhookHost } from './webhook-host.ts';

export interface AdmissionWebhooksOptions {
  readonly host: AdmissionHost;
  readonly client: WebhookClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Ends the watches of the configurations. */
  readonly signal: AbortSignal;
}

/** Loads what the first webhook would load. On a virtual clock, time would pass meanwhile. */
export async function loadWebhookDispatch(): Promise<void> {
  await dispatch();
}

/** In the order of upstream; other plugins run between them. */
export interface AdmissionWebhooks {
  readonly mutating: readonly AdmissionPlugin[];
  readonly validating: readonly AdmissionPlugin[];
}

const mutatingPluginName = 'MutatingAdmissionWebhook';
const validatingPluginName = 'ValidatingAdmissionWebhook';
const everyWrite = { subresources: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] } as const;

/** Configurations are not intercepted, but followed. */
function follower(name: string, resource: ResourceType, configured: ConfiguredWebhooks): AdmissionPlugin {
  return {
    name,
    on: { resource, operations: ['CREATE', 'UPDATE', 'DELETE'] },
    validate({ dryRun }) {
      if (!dryRun) configured.expectChange();
    },
  };
}

function configuredFor(configured: ConfiguredWebhooks): Required<AdmissionPlugin>['isConfigured'] {
  return (operation: AdmissionOperation, resource: ResourceType, subresource: string): boolean =>
    configured.mayMatch(operation, resource, subresource) && !isExempt(resource);
}

export function admissionWebhooks(options: AdmissionWebhooksOptions): AdmissionWebhooks {
  const { clock, signal } = options;
  const { resources, authorizer } = options.host;
  let hosting: Promise<{ readonly calls: typeof import('./dispatch.ts'); readonly host: WebhookHost }> | undefined;
  const loaded = async () => {
    const calls = await dispatch();
    return { calls, host: { ...options, authorizer, metrics: calls.webhookMetrics(options.host) } };
  };
  const follow = (type: ResourceType<WebhookConfiguration>): ConfiguredWebhooks =>
    new ConfiguredWebhooks(type, resources, () => clock.monotonic(), signal);
  const mutating = follow(mutatingWebhookConfigurations as ResourceType<WebhookConfiguration>);
  const validating = follow(validatingWebhookConfigurations as ResourceType<WebhookConfiguration>);
  const mutate = async (attributes: AdmissionAttributes, context: AdmissionContext) => {
    const webhooks = await mutating.all();
    if (webhooks.length === 0) return attributes.object;
    hosting ??= loaded();
    const { calls, host } = await hosting;
    return calls.mutateWithWebhooks(host, webhooks, attributes, context);
  };
  const validate = async (attributes: AdmissionAttributes, context: AdmissionContext): Promise<void> => {
    const webhooks = await validating.all();
    if (webhooks.length === 0) return;
    hosting ??= loaded();
    const { calls, host } = await hosting;
    await calls.validateWithWebhooks(host, webhooks, attributes, context);
  };
  return {
    mutating: [
      {
        name: mutatingPluginName,
        on: everyWrite,
        isConfigured: configuredFor(mutating),
        mutate: async (object, attributes, context) => (await mutate(attributes, context)) ?? object,
        async mutateDelete(attributes, context) {
          await mutate(attributes, context);
        },
      },
      follower(mutatingPluginName, mutatingWebhookConfigurations, mutating),
    ],
    validating: [
      { name: validatingPluginName, on: everyWrite, isConfigured: configuredFor(validating), validate },
      follower(validatingPluginName, validatingWebhookConfigurations, validating),
    ],
  };
}
