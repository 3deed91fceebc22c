/**
 * Posts to webhooks over HTTPS/1.1, as upstream's client: one deadline for everything, no redirects, bounded responses,
 * and a new attempt only if the webhook asks for one or has closed an idle connection.
 */
import type { Clock } from '@kubets/base';
import { errorOfResponse } from '../error-response.ts';
import type { ServiceResolver } from '../service-resolver.ts';
import { type WebhookCall, WebhookCallError, type WebhookClient } from '../webhook-client.ts';
import { wordingOf } from './connection-errors.ts';
import { type Answer, exchange } from './exchange.ts';
import { type Target, targetOf } from './target.ts';
import { TlsAgents } from './tls-agents.ts';

export interface WebhookClientOptions {
  readonly clock: Clock;
  readonly resolve: ServiceResolver;
}

/** Attempts that Retry-After asks for. */
const maxRetries = 10;
const defaultMaxResponseBytes = 3 * 1024 * 1024;

/** Seconds; undefined if the answer does not ask for another attempt. */
function retryAfterSeconds({ code, headers }: Answer): number | undefined {
  const seconds = Number.parseInt(headers['retry-after'] ?? '', 10);
  return (code === 429 || code >= 500) && Number.isSafeInteger(seconds) ? Math.max(0, seconds) : undefined;
}

/** `Post "https://…": reason`, as Go's client. */
function failure(target: Target, reason: string): WebhookCallError {
  return new WebhookCallError(`Post ${JSON.stringify(target.shown)}: ${reason}`);
}

interface Attempt {
  readonly call: WebhookCall;
  readonly target: Target;
  readonly signal: AbortSignal;
}

class HttpsWebhookClient implements WebhookClient, Disposable {
  readonly #clock: Clock;
  readonly #resolve: ServiceResolver;
  readonly #agents = new TlsAgents();

  constructor({ clock, resolve }: WebhookClientOptions) {
    this.#clock = clock;
    this.#resolve = resolve;
  }

  async post(call: WebhookCall): Promise<Uint8Array> {
    const target = targetOf(call.config, call.timeoutMs);
    const deadline = new AbortController();
    const timer = this.#clock.setTimer(call.timeoutMs, () => deadline.abort());
    const signal = AbortSignal.any([deadline.signal, call.signal]);
    try {
      return await this.#retried({ call, target, signal });
    } catch (error) {
      if (call.signal.aborted)
        throw new WebhookCallError(`Post ${JSON.stringify(target.shown)}: context canceled`, { canceled: true });
      if (deadline.signal.aborted) throw failure(target, 'context deadline exceeded');
      throw error;
    } finally {
      timer.cancel();
    }
  }

  async #retried(attempt: Attempt): Promise<Uint8Array> {
    for (let retries = 0; ; retries++) {
      const answer = await this.#attempt(attempt);
      const { code, headers, body } = answer;
      if (code >= 200 && code <= 206) {
        if (body.length > 0) return body;
        const type = headers['content-type'] ?? '';
        throw new WebhookCallError(`0-length response with status code: ${code} and content type: ${type}`);
      }
      const seconds = retryAfterSeconds(answer);
      if (seconds === undefined || retries >= maxRetries) {
        const status = errorOfResponse(code, headers['content-type'] ?? '', body);
        throw new WebhookCallError(status.message, { status });
      }
      await this.#clock.sleep(seconds * 1000, attempt.signal);
    }
  }

  async #attempt({ call, target, signal }: Attempt): Promise<Answer> {
    const { credentials, config } = call;
    const agent = this.#agents.for(config.caBundle ?? '', credentials);
    const body = typeof call.body === 'string' ? new TextEncoder().encode(call.body) : call.body;
    const maxResponseBytes = call.maxResponseBytes ?? defaultMaxResponseBytes;
    try {
      const address = await target.address(this.#resolve);
      signal.throwIfAborted();
      return await exchange({ target, address, agent, body, signal, maxResponseBytes, credentials });
    } catch (error) {
      if (error instanceof WebhookCallError) throw error;
      throw failure(target, wordingOf(error));
    }
  }

  [Symbol.dispose](): void {
    this.#agents[Symbol.dispose]();
  }
}

/** Dispose it to close its idle connections. */
export function createWebhookClient(options: WebhookClientOptions): WebhookClient & Disposable {
  return new HttpsWebhookClient(options);
}
