/** MutatingAdmissionWebhook: calls webhooks one after the other, each with the object that the previous ones made. */
import type { AdmissionAttributes, AdmissionContext, AdmissionVersion } from '@kubets/apiserver/admission';
import { deepEqual, messageOf } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { encodedObjects } from './admission-review.ts';
import { callWebhook } from './call-webhook.ts';
import type { ConfiguredWebhook } from './configured-webhook.ts';
import { type Patched, patchedBy } from './response-patch.ts';
import { FailedCallError } from './webhook-failures.ts';
import { inVersion, invocationOf, observed, throwUnlessIgnored, type WebhookHost } from './webhook-host.ts';

/** Under which the plugin remembers its first run. */
const memoryName = 'MutatingAdmissionWebhook';

/** Which webhooks the second run calls. Upstream: webhookReinvokeContext. */
class Reinvocation {
  /** Called already, with reinvocationPolicy IfNeeded. */
  #called = new Set<string>();
  readonly #again = new Set<string>();
  /** The object after the webhooks of the last run. */
  last: KubeObject | undefined;

  isDue({ id }: ConfiguredWebhook): boolean {
    return this.#again.has(id);
  }

  /** The object has changed since they were called. */
  requireCalled(): void {
    for (const id of this.#called) this.#again.add(id);
    this.#called = new Set();
  }

  called({ id, hook }: ConfiguredWebhook): void {
    if (hook.reinvocationPolicy === 'IfNeeded') this.#called.add(id);
  }
}

interface Turn {
  readonly webhook: ConfiguredWebhook;
  /** Of the webhook, among all. */
  readonly index: number;
  readonly version: AdmissionVersion;
  readonly attributes: AdmissionAttributes;
  readonly context: AdmissionContext;
}

/** Of the audit event: which webhook was called, and what it changed. */
function annotate({ webhook, index, context }: Turn, patched: Patched | undefined): void {
  const { configuration, hook } = webhook;
  const place = `round_${context.isReinvocation ? 1 : 0}_index_${index}`;
  const mutated = patched?.changed === true;
  const mutation = JSON.stringify({ configuration, webhook: hook.name, mutated });
  context.annotate(`mutation.webhook.admission.k8s.io/${place}`, mutation);
  if (patched === undefined) return;
  const patch = JSON.stringify({ configuration, webhook: hook.name, patch: patched.patch, patchType: 'JSONPatch' });
  context.annotate(`patch.webhook.admission.k8s.io/${place}`, patch, 'Request');
}

function annotateFailure({ webhook, index, context }: Turn): void {
  const place = `round_${context.isReinvocation ? 1 : 0}_index_${index}`;
  context.annotate(`failed-open.mutation.webhook.admission.k8s.io/${place}`, webhook.hook.name);
}

async function called(host: WebhookHost, turn: Turn): Promise<Patched | undefined> {
  const { webhook, version: matched, attributes, context } = turn;
  let patched: Patched | undefined;
  try {
    const own = attributes.version;
    const object = await inVersion(matched, own, attributes.object);
    const objects = encodedObjects(object, await inVersion(matched, own, attributes.oldObject));
    const response = await callWebhook(host, webhook, attributes, context, { matched, objects, mutating: true });
    patched = await patchedBy(webhook.hook.name, response, object, matched, context.signal);
    return patched;
  } finally {
    annotate(turn, patched);
  }
}

/** In the version of the request. */
async function restored(object: KubeObject, version: AdmissionVersion, own: AdmissionVersion): Promise<KubeObject> {
  if (version === own) return object;
  try {
    return await version.toRequest(object);
  } catch (error) {
    throw errors.internal(messageOf(error));
  }
}

/** The object after a webhook; the same one if it changes nothing. */
async function afterWebhook(host: WebhookHost, turn: Turn, memory: Reinvocation): Promise<KubeObject | undefined> {
  const { webhook, attributes, context, version } = turn;
  const outcome = await observed(host, webhook, attributes, 'admit', () => called(host, turn));
  const patched = 'result' in outcome ? outcome.result : undefined;
  if (patched?.changed) {
    memory.requireCalled();
    context.requestReinvocation();
  }
  memory.called(webhook);
  if ('error' in outcome) {
    throwUnlessIgnored(host, webhook, context, 'admit', outcome.error);
    if (outcome.error instanceof FailedCallError && !outcome.error.canceled) annotateFailure(turn);
  }
  return patched === undefined ? attributes.object : restored(patched.object, version, attributes.version);
}

/** The object that the webhooks make of the write's; undefined for a DELETE. Rejects with a StatusError. */
export async function mutateWithWebhooks(
  host: WebhookHost,
  webhooks: readonly ConfiguredWebhook[],
  attributes: AdmissionAttributes,
  context: AdmissionContext,
): Promise<KubeObject | undefined> {
  const memory = context.remembered(memoryName, () => new Reinvocation());
  if (context.isReinvocation && !deepEqual(memory.last, attributes.object)) memory.requireCalled();
  let current = attributes;
  for (const [index, webhook] of webhooks.entries()) {
    if (context.isReinvocation && !memory.isDue(webhook)) continue;
    const version = await invocationOf(host, webhook, current, context, 'admit');
    if (version === undefined) continue;
    const object = await afterWebhook(host, { webhook, index, version, attributes: current, context }, memory);
    if (object !== current.object) current = { ...current, object };
  }
  memory.last = current.object;
  return current.object;
}
