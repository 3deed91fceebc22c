/** ValidatingAdmissionWebhook: asks all webhooks at once; one that refuses is enough. */
import type { AdmissionAttributes, AdmissionContext, AdmissionVersion } from '@kubets/apiserver/admission';
import { type EncodedObjects, encodedObjects } from './admission-review.ts';
import { callWebhook } from './call-webhook.ts';
import type { ConfiguredWebhook } from './configured-webhook.ts';
import { FailedCallError } from './webhook-failures.ts';
import {
  inVersion,
  invocationOf,
  observed,
  requestOver,
  throwUnlessIgnored,
  type WebhookHost,
} from './webhook-host.ts';

interface Invocation {
  readonly webhook: ConfiguredWebhook;
  readonly version: AdmissionVersion;
}

async function invocationsOf(
  host: WebhookHost,
  webhooks: readonly ConfiguredWebhook[],
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<readonly Invocation[]> {
  const invocations: Invocation[] = [];
  for (const webhook of webhooks) {
    const version = await invocationOf(host, webhook, attributes, context, 'validating');
    if (version !== undefined) invocations.push({ webhook, version });
  }
  return invocations;
}

/** Encoded once for each version. */
async function encodedVersions(
  invocations: readonly Invocation[],
  { object, oldObject, version: own }: AdmissionAttributes,
): Promise<ReadonlyMap<AdmissionVersion, EncodedObjects>> {
  const encoded = new Map<AdmissionVersion, EncodedObjects>();
  for (const { version } of invocations) {
    if (encoded.has(version)) continue;
    const converted = [await inVersion(version, own, object), await inVersion(version, own, oldObject)] as const;
    encoded.set(version, encodedObjects(...converted));
  }
  return encoded;
}

/** Rejects with the StatusError of the first webhook that refuses, after all have answered. */
export async function validateWithWebhooks(
  host: WebhookHost,
  webhooks: readonly ConfiguredWebhook[],
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<void> {
  const invocations = await invocationsOf(host, webhooks, attributes, context);
  if (invocations.length === 0) return;
  const encoded = await encodedVersions(invocations, attributes);
  if (context.signal.aborted) throw requestOver();
  const refusals: unknown[] = [];
  const ask = async ({ webhook, version: matched }: Invocation, index: number): Promise<void> => {
    const objects = encoded.get(matched) as EncodedObjects;
    const outcome = await observed(host, webhook, attributes, 'validating', () =>
      callWebhook(host, webhook, attributes, context, { matched, objects, mutating: false }),
    );
    if (!('error' in outcome)) return;
    try {
      throwUnlessIgnored(host, webhook, context, 'validating', outcome.error);
      if (outcome.error instanceof FailedCallError && !outcome.error.canceled)
        context.annotate(`failed-open.validating.webhook.admission.k8s.io/round_0_index_${index}`, webhook.hook.name);
    } catch (error) {
      refusals.push(error);
    }
  };
  await Promise.all(invocations.map(ask));
  if (refusals.length > 0) throw refusals[0];
}
