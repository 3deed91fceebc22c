/** A real HTTPS server whose paths are webhooks, at an address that is not this host's loopback. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { seededRandom } from '../../packages/foundation/base/src/index.ts';
import { makeCertificate } from '../../packages/server/http-listener/src/platform/index.ts';
import type { Cluster } from '../harness.ts';

export interface Review {
  readonly apiVersion: string;
  readonly request: {
    readonly uid: string;
    readonly name?: string;
    readonly namespace?: string;
    readonly operation: string;
    readonly subResource?: string;
    readonly kind: { readonly kind: string };
    readonly object: unknown;
    readonly oldObject: unknown;
  };
}

/** Answers the whole request itself, or returns the fields of the response. */
export type Hook = (review: Review, response: ServerResponse, request: IncomingMessage) => object | undefined;

export interface HookServer extends AsyncDisposable {
  /** An address of this host that is not a loopback address. */
  readonly address: string;
  readonly port: number;
  /** Of the server's certificate; PEM in base64. It is valid for the address and for `hooks.default.svc`. */
  readonly caBundle: string;
  /** Of another authority. */
  readonly otherBundle: string;
  readonly reviews: { readonly path: string; readonly review: Review }[];
  readonly hooks: Map<string, Hook>;
}

const validity = { notBefore: Date.UTC(2020, 0), notAfter: Date.UTC(2120, 0) };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Undefined: this machine has no address besides its loopback. */
export function ownAddress(): string | undefined {
  return Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export async function hookServer(): Promise<HookServer> {
  const address = ownAddress() ?? '127.0.0.1';
  const random = seededRandom(process.pid);
  const authority = await makeCertificate({ commonName: 'hooks', use: 'authority', ...validity }, random);
  const other = await makeCertificate({ commonName: 'other', use: 'authority', ...validity }, random);
  const hosts = [address, '127.0.0.1', 'hooks.default.svc'];
  const own = await makeCertificate({ commonName: 'hooks', use: 'server', hosts, ...validity }, random, authority);
  const hooks = new Map<string, Hook>();
  const reviews: HookServer['reviews'] = [];
  const server = createServer({ cert: own.certificate, key: own.key }, async (request, response) => {
    response.on('error', () => undefined);
    const path = (request.url ?? '').replace(/\?.*/, '');
    const review = JSON.parse(await bodyOf(request)) as Review;
    reviews.push({ path, review });
    const answer = hooks.get(path)?.(review, response, request);
    if (answer === undefined) return;
    const { uid } = review.request;
    const full = {
      kind: 'AdmissionReview',
      apiVersion: review.apiVersion,
      response: { uid, allowed: true, ...answer },
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(full));
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return {
    address,
    port: (server.address() as AddressInfo).port,
    caBundle: base64(authority.certificate),
    otherBundle: base64(other.certificate),
    reviews,
    hooks,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A response that changes the object. */
export function patching(...operations: object[]): object {
  return { patchType: 'JSONPatch', patch: base64(JSON.stringify(operations)) };
}

export interface HookOptions {
  readonly kind: 'Mutating' | 'Validating';
  /** Of the configuration and of the webhook; it is called at `/NAME`. */
  readonly name: string;
  readonly more?: object;
}

const configMapRule = { operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] };
/** Only these namespaces have webhooks: the cluster's own objects must not depend on the test. */
export const hookedLabel = 'hooked';

export function configuration(server: HookServer, { kind, name, more = {} }: HookOptions): object {
  const { address, port, caBundle } = server;
  const webhook = {
    name: `${name}.example.com`,
    clientConfig: { url: `https://${address}:${port}/${name}`, caBundle },
    rules: [configMapRule],
    namespaceSelector: { matchLabels: { [hookedLabel]: 'yes' } },
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    ...more,
  };
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return { apiVersion, kind: `${kind}WebhookConfiguration`, metadata: { name }, webhooks: [webhook] };
}

/** Installs a webhook until it is disposed. */
export async function install(cluster: Cluster, server: HookServer, options: HookOptions): Promise<AsyncDisposable> {
  await cluster.kubectlWith(JSON.stringify(configuration(server, options)), 'apply', '-f', '-');
  const resource = `${options.kind.toLowerCase()}webhookconfigurations`;
  return {
    async [Symbol.asyncDispose]() {
      await cluster.kubectl('delete', resource, options.name);
    },
  };
}
