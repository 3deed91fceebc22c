/** The client of webhooks: admission, conversion and image policy webhooks are called through it. */
import type { StatusError } from '@kubets/machinery/status-error';

export interface WebhookService {
  readonly namespace: string;
  readonly name: string;
  /** Default: `/`. */
  readonly path?: string;
  /** Default: 443. */
  readonly port?: number;
}

/** Where a webhook is: `clientConfig` of the API. Either `url` or `service` is set. */
export interface WebhookClientConfig {
  readonly url?: string;
  readonly service?: WebhookService;
  /** PEM in base64. The only authorities whose certificates are accepted. Empty or absent: those of the system. */
  readonly caBundle?: string;
}

/** What a kubeconfig says about the authentication of this server to the webhook. */
export interface WebhookCredentials {
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  /** PEM. */
  readonly key?: string;
}

export interface WebhookCall {
  readonly config: WebhookClientConfig;
  /** JSON. */
  readonly body: string | Uint8Array;
  /** For connecting, sending and receiving together. The webhook learns of it in the query. */
  readonly timeoutMs: number;
  /** Aborts the call: the request that it is part of is over. */
  readonly signal: AbortSignal;
  /** A larger response is an error. Default: 3 MiB. */
  readonly maxResponseBytes?: number;
  readonly credentials?: WebhookCredentials;
}

/** A call without a usable response. The message is that of upstream's HTTP client: `Post "https://…": …`. */
export class WebhookCallError extends Error {
  override readonly name = 'WebhookCallError';
  /** If the webhook answered with an HTTP error. */
  readonly status: StatusError | undefined;
  /** The signal of the call aborted: that says nothing about the webhook. */
  readonly canceled: boolean;

  constructor(message: string, { status, canceled = false }: { status?: StatusError; canceled?: boolean } = {}) {
    super(message);
    this.status = status;
    this.canceled = canceled;
  }
}

export interface WebhookClient {
  /** Posts the body. Returns the body of a successful response. Rejects with a WebhookCallError only. */
  post(call: WebhookCall): Promise<Uint8Array>;
}
