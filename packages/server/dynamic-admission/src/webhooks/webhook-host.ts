/** What both plugins need, and the steps they share: which webhooks to call, and what a failed call means. */
import type { AdmissionAttributes, AdmissionContext, AdmissionVersion } from '@kubets/apiserver/admission';
import { groupResource } from '@kubets/apiserver/admission';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors, StatusError } from '@kubets/machinery/status-error';
import { type ExpressionHost, matchConditions, WriteExpressions } from '../cel/index.ts';
import type { WebhookCaller } from './call-webhook.ts';
import type { ConfiguredWebhook } from './configured-webhook.ts';
import { FailedCallError, RejectionError } from './webhook-failures.ts';
import type { WebhookMetrics, WebhookType } from './webhook-metrics.ts';

export interface WebhookHost extends WebhookCaller, Omit<ExpressionHost, 'monotonic'> {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: WebhookMetrics;
}

/** An object in the version of a webhook. Throws InternalError. */
export async function inVersion(version: AdmissionVersion, own: AdmissionVersion, object: KubeObject | undefined) {
  if (object === undefined || version === own) return object;
  try {
    return await version.fromRequest(object);
  } catch (error) {
    throw errors.internal(messageOf(error));
  }
}

async function conditionsHold(
  host: WebhookHost,
  webhook: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  version: AdmissionVersion,
  type: WebhookType,
): Promise<boolean> {
  const { hook } = webhook;
  if ((hook.matchConditions ?? []).length === 0) return true;
  const expressions = new WriteExpressions(attributes, {
    authorizer: host.authorizer,
    monotonic: () => host.clock.monotonic(),
  });
  const objects = await expressions.objects(version);
  const evaluation = expressions.evaluation({ version, ...objects });
  const match = await matchConditions(await webhook.conditions(), evaluation, hook.failurePolicy);
  if ('error' in match) throw errors.forbidden(groupResource(attributes.resource), attributes.name, match.error);
  if (!match.matches) host.metrics.excluded(hook.name, type, attributes.operation);
  return match.matches;
}

/** The version in which to call the webhook; undefined if it is not for this write. Rejects with a StatusError. */
export async function invocationOf(
  host: WebhookHost,
  webhook: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  context: AdmissionContext,
  type: WebhookType,
): Promise<AdmissionVersion | undefined> {
  const { operation, resource, subresource } = attributes;
  if (!webhook.matcher.mayMatch(operation, resource, subresource)) return undefined;
  const version = await webhook.matcher.match(attributes, context);
  if (version === undefined) return undefined;
  return (await conditionsHold(host, webhook, attributes, version, type)) ? version : undefined;
}

/** Runs a call and observes it. Returns what it failed with, or its result. */
export async function observed<T>(
  host: WebhookHost,
  { hook }: ConfiguredWebhook,
  { operation }: AdmissionAttributes,
  type: WebhookType,
  call: () => Promise<T>,
): Promise<{ readonly result: T } | { readonly error: unknown }> {
  const started = host.clock.monotonic();
  const observe = (error?: unknown): void =>
    host.metrics.observe({
      name: hook.name,
      type,
      operation,
      seconds: (host.clock.monotonic() - started) / 1000,
      ignoresFailures: hook.failurePolicy === 'Ignore',
      ...(error !== undefined && { error }),
    });
  try {
    const result = await call();
    observe();
    return { result };
  } catch (error) {
    observe(error);
    return { error };
  }
}

export const requestOver = (): StatusError => errors.timeout('request did not complete within requested timeout');

/** Throws what the client is told, unless the failure of the call is ignored. */
export function throwUnlessIgnored(
  { log, metrics }: WebhookHost,
  { hook, configuration }: ConfiguredWebhook,
  { signal }: AdmissionContext,
  type: WebhookType,
  error: unknown,
): void {
  const logged = { configuration, webhook: hook.name, error: messageOf(error) };
  if (error instanceof RejectionError) throw error.status;
  if (!(error instanceof FailedCallError))
    throw error instanceof StatusError ? error : errors.internal(messageOf(error));
  if (hook.failurePolicy !== 'Ignore') {
    log.warn('an admission webhook could not be called: the request is refused', logged);
    throw errors.internal(error.message);
  }
  if (!error.canceled) {
    log.warn('an admission webhook could not be called: the failure is ignored', logged);
    metrics.failOpen(hook.name, type);
  }
  if (signal.aborted) throw requestOver();
}
