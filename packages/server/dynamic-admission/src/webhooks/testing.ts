/** An API server whose webhooks are functions. */
import type { AdmissionPlugin } from '@kubets/apiserver/admission';
import { type TestServer, testServer } from '@kubets/apiserver/testing';
import { type LogLine, loggerTo, seededRandom, VirtualClock } from '@kubets/base';
import { createMemoryStore } from '@kubets/storage';
import { type WebhookCall, WebhookCallError } from '@kubets/webhook';
import { admissionWebhooks } from './index.ts';

export interface SentReview {
  readonly apiVersion: string;
  readonly request: Readonly<Record<string, unknown>> & {
    readonly uid: string;
    readonly object: unknown;
    readonly oldObject: unknown;
  };
}

/** Returns the fields of the response besides the uid; a string is a body that is not a review; throws to fail. */
export type Answer = (review: SentReview, call: WebhookCall) => object | string | Promise<object | string>;

export interface WebhookServer extends AsyncDisposable {
  readonly api: TestServer;
  /** `path: review` of each call. */
  readonly calls: { readonly path: string; readonly review: SentReview }[];
  readonly logs: LogLine[];
  readonly annotations: Readonly<Record<string, string>>[];
}

export interface WebhookServerOptions {
  readonly answers: Readonly<Record<string, Answer>>;
  /** Built-in plugins before the webhooks. */
  readonly plugins?: readonly AdmissionPlugin[];
}

/** The webhook at `https://hooks/NAME` answers with `answers[NAME]`. */
export async function webhookServer({ answers, plugins = [] }: WebhookServerOptions): Promise<WebhookServer> {
  const calls: { readonly path: string; readonly review: SentReview }[] = [];
  const logs: LogLine[] = [];
  const annotations: Readonly<Record<string, string>>[] = [];
  const clock = new VirtualClock();
  const stop = new AbortController();
  const client = {
    async post(call: WebhookCall): Promise<Uint8Array> {
      const path = call.config.url?.replace('https://hooks/', '') ?? '';
      const review = JSON.parse(String(call.body)) as SentReview;
      calls.push({ path, review });
      const answer = answers[path];
      if (answer === undefined) throw new WebhookCallError(`Post "https://hooks/${path}": no such host`);
      const given = await answer(review, call);
      const { uid } = review.request;
      const body =
        typeof given === 'string'
          ? given
          : JSON.stringify({ kind: 'AdmissionReview', apiVersion: review.apiVersion, response: { uid, ...given } });
      return new TextEncoder().encode(body);
    },
  };
  const store = createMemoryStore({ clock });
  const api = await testServer({
    store,
    audit: {
      received:
        ({ annotations: all }) =>
        () =>
          annotations.push(all.entries('Request')),
    },
    admission: (host) => {
      const webhooks = admissionWebhooks({
        host,
        client,
        clock,
        random: seededRandom(1),
        log: loggerTo((line) => logs.push(line)),
        signal: stop.signal,
      });
      return [...plugins, ...webhooks.mutating, ...webhooks.validating];
    },
  });
  return {
    api,
    calls,
    logs,
    annotations,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await api[Symbol.asyncDispose]();
    },
  };
}

/** A webhook for creates and updates of ConfigMaps. */
export function hook(name: string, more: object = {}): object {
  return {
    name: `${name}.example.com`,
    clientConfig: { url: `https://hooks/${name}` },
    rules: [{ operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    ...more,
  };
}

export function configuration(kind: 'Mutating' | 'Validating', name: string, ...webhooks: object[]) {
  const path = `/apis/admissionregistration.k8s.io/v1/${kind.toLowerCase()}webhookconfigurations`;
  return { line: `POST ${path}`, body: { metadata: { name }, webhooks } };
}

/** A response that changes the object. */
export function patching(...operations: object[]): object {
  return { allowed: true, patchType: 'JSONPatch', patch: btoa(JSON.stringify(operations)) };
}

export const configMap = (name: string, data: Readonly<Record<string, string>> = {}) => ({
  body: { metadata: { name }, data },
});

export const maps = '/api/v1/namespaces/a/configmaps';
