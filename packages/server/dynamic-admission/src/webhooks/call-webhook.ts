/** Calls one webhook for a write. */
import type { AdmissionAttributes, AdmissionContext } from '@kubets/apiserver/admission';
import { messageOf, type Random } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { decodeResponse, WebhookCallError, type WebhookClient } from '@kubets/webhook';
import {
  type AdmissionResponse,
  InvalidResponseError,
  type Review,
  responseIn,
  reviewText,
  reviewVersion,
} from './admission-review.ts';
import type { ConfiguredWebhook, Webhook } from './configured-webhook.ts';
import { FailedCallError, RejectionError } from './webhook-failures.ts';

export interface WebhookCaller {
  readonly client: WebhookClient;
  readonly random: Random;
}

export type Reviewed = Pick<Review, 'matched' | 'objects'>;

const defaultTimeoutSeconds = 10;
/** The code of failures without a Status: ServiceUnavailable. */
const unavailable = 503;

/** Throws BadRequest: a webhook that may have side effects must not be called for a dry run. */
function refuseDryRun({ name, sideEffects }: Webhook): void {
  if (sideEffects === 'None' || sideEffects === 'NoneOnDryRun') return;
  throw errors.badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`);
}

async function post(
  { client }: WebhookCaller,
  { name, clientConfig, timeoutSeconds = defaultTimeoutSeconds }: Webhook,
  body: string,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const bytes = await client.post({ config: clientConfig, body, timeoutMs: timeoutSeconds * 1000, signal });
    return await decodeResponse(bytes, signal);
  } catch (error) {
    const { status, canceled = signal.aborted } = error instanceof WebhookCallError ? error : {};
    const code = status?.code ?? unavailable;
    throw new FailedCallError(name, `failed to call webhook: ${messageOf(error)}`, { code, canceled });
  }
}

function verified(name: string, value: unknown, review: Review, mutating: boolean): AdmissionResponse {
  try {
    return responseIn(value, review, mutating);
  } catch (error) {
    if (!(error instanceof InvalidResponseError)) throw error;
    const what = error.undecodable ? 'failed to call webhook' : 'received invalid webhook response';
    throw new FailedCallError(name, `${what}: ${error.message}`, { code: unavailable });
  }
}

/**
 * The response of a webhook that allows the request. Rejects with RejectionError if it does not, FailedCallError if it
 * gave no valid response, and a StatusError if it must not be called.
 */
export async function callWebhook(
  caller: WebhookCaller,
  { hook }: ConfiguredWebhook,
  attributes: AdmissionAttributes,
  context: AdmissionContext,
  { mutating, ...reviewed }: Reviewed & { readonly mutating: boolean },
): Promise<AdmissionResponse> {
  if (attributes.dryRun) refuseDryRun(hook);
  const version = reviewVersion(hook.admissionReviewVersions);
  if (version === undefined) {
    const reason =
      'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)';
    throw new FailedCallError(hook.name, reason, { code: 400 });
  }
  const review: Review = { ...reviewed, version, uid: caller.random.uuid() };
  const value = await post(caller, hook, reviewText(attributes, review), context.signal);
  const response = verified(hook.name, value, review, mutating);
  for (const [key, text] of Object.entries(response.auditAnnotations ?? {}))
    context.annotate(`${hook.name}/${key}`, text);
  for (const warning of response.warnings ?? []) context.warn(warning);
  if (!response.allowed) throw new RejectionError(hook.name, response.status);
  return response;
}
