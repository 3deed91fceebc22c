/** ImagePolicyWebhook: a webhook decides about the images of pods. */
import { type Pod, pods } from '@kubets/api';
import { type AdmissionAttributes, type AdmissionContext, defineAdmission, refusal } from '@kubets/apiserver/admission';
import type { Clock } from '@kubets/base';
import { encodeJson } from '@kubets/machinery/json';
import { decodeResponse, type WebhookCall, WebhookCallError, type WebhookClient } from '@kubets/webhook';
import { AdmissionConfigurationError } from '../admission-configuration.ts';
import type { CreatePlugin } from '../plugin-parts.ts';
import { ExpiringAnswers } from './expiring-answers.ts';
import { type ImagePolicyBackend, type ImagePolicySettings, imagePolicySettings } from './image-policy-settings.ts';

const timeoutMs = 30_000;
const maxResponseBytes = 1024 * 1024;
const maxAttempts = 5;
const backoffFactor = 1.5;
const auditPrefix = 'imagepolicywebhook.image-policy.k8s.io/';

/** The status of an ImageReview (`imagepolicy.k8s.io/v1alpha1`). */
interface ReviewStatus {
  readonly allowed: boolean;
  readonly reason: string;
  readonly auditAnnotations: Readonly<Record<string, string>>;
}

interface ReviewSpec {
  readonly containers: readonly { readonly image: string }[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly namespace: string;
}

/** The images of a pod, or those of its ephemeral containers if these are what is written. */
function specOf({ object, subresource, namespace }: AdmissionAttributes<Pod>): ReviewSpec {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = object?.spec ?? {};
  const reviewed =
    subresource === '' ? [...containers, ...initContainers, ...ephemeralContainers] : ephemeralContainers;
  const annotations = Object.entries(object?.metadata?.annotations ?? {}).filter(([key]) =>
    key.includes('.image-policy.k8s.io/'),
  );
  return {
    containers: reviewed.map(({ image = '' }) => ({ image })),
    ...(annotations.length === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
    namespace,
  };
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws WebhookCallError if it is no ImageReview. */
function statusOf(review: unknown): ReviewStatus {
  if (!isFields(review) || review.kind !== 'ImageReview')
    throw new WebhookCallError('the response of the image policy webhook is no ImageReview');
  const { allowed, reason, auditAnnotations } = isFields(review.status) ? review.status : {};
  const annotations = isFields(auditAnnotations) ? Object.entries(auditAnnotations) : [];
  return {
    allowed: allowed === true,
    reason: typeof reason === 'string' ? reason : '',
    auditAnnotations: Object.fromEntries(
      annotations.filter((each): each is [string, string] => typeof each[1] === 'string'),
    ),
  };
}

/** Whether a call may succeed if it is repeated: the webhook is overloaded or failed itself. */
function isTemporary(error: unknown): boolean {
  const code = error instanceof WebhookCallError ? (error.status?.status.code ?? 0) : 0;
  return code === 429 || code >= 500;
}

class ImagePolicy {
  readonly #backend: ImagePolicyBackend;
  readonly #settings: ImagePolicySettings;
  readonly #client: WebhookClient;
  readonly #clock: Clock;
  readonly #answers = new ExpiringAnswers<ReviewStatus>();

  constructor(backend: ImagePolicyBackend, settings: ImagePolicySettings, client: WebhookClient, clock: Clock) {
    this.#backend = backend;
    this.#settings = settings;
    this.#client = client;
    this.#clock = clock;
  }

  async validate(attributes: AdmissionAttributes<Pod>, context: AdmissionContext): Promise<void> {
    const spec = specOf(attributes);
    let status: ReviewStatus;
    try {
      status = await this.#statusOf(spec, context.signal);
    } catch (error) {
      if (!(error instanceof WebhookCallError) || error.canceled || !this.#settings.defaultAllow)
        throw refusal(attributes, (error as Error).message);
      context.annotate(`${auditPrefix}failed-open`, 'true');
      return;
    }
    for (const [key, value] of Object.entries(status.auditAnnotations)) context.annotate(auditPrefix + key, value);
    if (status.allowed) return;
    throw refusal(
      attributes,
      status.reason === ''
        ? 'one or more images rejected by webhook backend'
        : `image policy webhook backend denied one or more images: ${status.reason}`,
    );
  }

  async #statusOf(spec: ReviewSpec, signal: AbortSignal): Promise<ReviewStatus> {
    const question = encodeJson(spec);
    const known = this.#answers.get(question, this.#clock.monotonic());
    if (known !== undefined) return known;
    const body = `{"kind":"ImageReview","apiVersion":"imagepolicy.k8s.io/v1alpha1","metadata":{"creationTimestamp":null},"spec":${question},"status":{"allowed":false}}`;
    const { config, credentials } = this.#backend;
    const terms = { config, body, timeoutMs, signal, maxResponseBytes };
    const response = await this.#post(credentials === undefined ? terms : { ...terms, credentials });
    const status = statusOf(await decodeResponse(response, signal));
    const keptMs = status.allowed ? this.#settings.allowMs : this.#settings.denyMs;
    if (keptMs > 0) this.#answers.add(question, status, this.#clock.monotonic() + keptMs);
    return status;
  }

  /** Repeats a call that failed for the time being. */
  async #post(call: WebhookCall): Promise<Uint8Array> {
    let pauseMs = this.#settings.retryMs;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#client.post(call);
      } catch (error) {
        if (attempt === maxAttempts || pauseMs === 0 || !isTemporary(error)) throw error;
      }
      await this.#clock.sleep(pauseMs, call.signal);
      pauseMs *= backoffFactor;
    }
  }
}

/** Throws AdmissionConfigurationError. */
export function imagePolicyWebhook(configuration: unknown, backend: ImagePolicyBackend | undefined): CreatePlugin {
  const settings = imagePolicySettings(configuration);
  if (backend === undefined)
    throw new AdmissionConfigurationError('admission plugin ImagePolicyWebhook needs the kubeconfig of its webhook');
  return ({ clock, webhookClient }) => {
    const policy = new ImagePolicy(backend, settings, webhookClient, clock);
    return [
      defineAdmission<Pod>({
        name: 'ImagePolicyWebhook',
        on: { resource: pods, subresources: ['', 'ephemeralcontainers'], operations: ['CREATE', 'UPDATE'] },
        validate: (attributes, context) => policy.validate(attributes, context),
      }),
    ];
  };
}
