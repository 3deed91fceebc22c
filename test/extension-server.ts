/** An extension API server for tests: one kind in memory over HTTPS, and every kind of misbehavior. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { systemRandom } from '@kubets/base';
import { type KeyPair, makeCertificate } from '@kubets/http-listener/platform';
import { WebSocketServer } from 'ws';
import type { Cluster } from './harness.ts';

export const group = 'farm.example.com';
export const version = 'v1alpha1';
const root = `/apis/${group}/${version}`;

/** An address of this machine that requests may be proxied to: not loopback. */
export function hostAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ internal, address }) => !internal && isIPv4(address) && !address.startsWith('169.254.'))?.address;
}

interface Cow {
  readonly metadata: { readonly name: string; readonly namespace: string; resourceVersion?: string };
  readonly [field: string]: unknown;
}

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** The common name of the client's certificate. */
  readonly client: string | undefined;
}

/** Answers instead of the server; true if it does. */
export type Misbehavior = (request: IncomingMessage, response: ServerResponse) => boolean;

const resources = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: `${group}/${version}`,
  resources: [
    {
      name: 'cows',
      singularName: 'cow',
      namespaced: true,
      kind: 'Cow',
      verbs: ['create', 'delete', 'get', 'list', 'watch'],
      shortNames: ['moo'],
    },
  ],
};

const gvk = [{ group, kind: 'Cow', version }];
const cowName = 'com.example.farm.v1alpha1.Cow';

function schemaOf(reference: string): object {
  const properties = {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { $ref: `${reference}io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta` },
    sound: { type: 'string', description: 'The sound that the cow makes.' },
  };
  return { type: 'object', description: 'A cow of the farm.', properties, 'x-kubernetes-group-version-kind': gvk };
}

const cowPath = `${root}/namespaces/{namespace}/cows/{name}`;
const meta = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': { type: 'object', description: 'Its own metadata.' },
};

function openApi(form: 'v2' | 'v3'): object {
  const reference = form === 'v2' ? '#/definitions/' : '#/components/schemas/';
  const schema = { $ref: `${reference}${cowName}` };
  const answer =
    form === 'v2' ? { description: 'OK', schema } : { description: 'OK', content: { 'application/json': { schema } } };
  const get = {
    operationId: 'readCow',
    responses: { 200: answer },
    'x-kubernetes-action': 'get',
    'x-kubernetes-group-version-kind': gvk[0],
  };
  const paths = { [cowPath]: { get }, '/healthz/': { get: { responses: {} } } };
  const schemas = { ...meta, [cowName]: schemaOf(reference) };
  const info = { title: 'Farm', version: '1' };
  return form === 'v2'
    ? { swagger: '2.0', info, paths, definitions: schemas }
    : { openapi: '3.0.0', info, paths, components: { schemas } };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8') as AsyncIterable<string>) text += part;
  return text;
}

export class ExtensionServer implements AsyncDisposable {
  readonly address: string;
  readonly authority: string;
  readonly received: Received[] = [];
  /** What it does instead of answering. */
  misbehavior: Misbehavior = () => false;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  readonly #webSockets = new WebSocketServer({ noServer: true });
  readonly #cows = new Map<string, Cow>();
  readonly #watches = new Set<ServerResponse>();
  #revision = 0;

  private constructor(address: string, authority: string, serving: KeyPair, clientAuthority: string) {
    this.address = address;
    this.authority = authority;
    this.#server = createServer(
      {
        key: serving.key,
        cert: serving.certificate,
        ca: clientAuthority,
        requestCert: true,
        rejectUnauthorized: false,
      },
      (request, response) => void this.#serve(request, response),
    );
    this.#server.on('secureConnection', (socket) => {
      this.#sockets.add(socket.on('error', () => undefined).once('close', () => this.#sockets.delete(socket)));
    });
    this.#server.on('upgrade', (request, socket, head) => {
      this.#remember(request, '');
      this.#webSockets.handleUpgrade(request, socket, head, (client) => {
        client.on('error', () => undefined).on('message', (data) => client.send(`moo ${data}`));
      });
    });
  }

  /** @param clientAuthority PEM: of the clients whose certificates count. */
  static async start(clientAuthority: string, hosts = ['farm.default.svc']): Promise<ExtensionServer> {
    const address = hostAddress();
    if (address === undefined) throw new Error('this machine has no address other than loopback');
    const validity = { notBefore: Date.UTC(2000, 0), notAfter: Date.UTC(2900, 0) };
    const authority = await makeCertificate({ commonName: 'farm-ca', use: 'authority', ...validity }, systemRandom);
    const serving = await makeCertificate(
      { commonName: 'farm', use: 'server', hosts, ...validity },
      systemRandom,
      authority,
    );
    const server = new ExtensionServer(address, authority.certificate, serving, clientAuthority);
    server.#server.listen(0, address);
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #remember(request: IncomingMessage, body: string): void {
    const socket = request.socket as TLSSocket;
    const { CN } = socket.getPeerCertificate()?.subject ?? {};
    const client = socket.authorized ? [CN].flat()[0] : undefined;
    const { method = '', url = '', headers, rawHeaders } = request;
    this.received.push({ method, url, headers, rawHeaders, body, client });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (this.misbehavior(request, response)) return;
    const body = await textOf(request).catch(() => '');
    this.#remember(request, body);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://farm');
    const documents: Readonly<Record<string, unknown>> = {
      [root]: resources,
      '/openapi/v2': openApi('v2'),
      '/openapi/v3': { paths: { [root.slice(1)]: { serverRelativeURL: `/openapi/v3${root}?hash=FARM` } } },
      [`/openapi/v3${root}`]: openApi('v3'),
    };
    const document = documents[pathname];
    if (document !== undefined) this.#json(response, 200, document);
    else this.#cow(request.method ?? 'GET', pathname, searchParams, body, response);
  }

  #json(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  #cow(method: string, path: string, query: URLSearchParams, body: string, response: ServerResponse): void {
    const [, namespace, name] = path.match(`^${root}/(?:namespaces/([^/]+)/)?cows(?:/([^/]+))?$`) ?? [];
    if (query.get('watch') === 'true' || query.get('watch') === '1') {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      this.#watches.add(response.once('close', () => this.#watches.delete(response)));
      return;
    }
    const apiVersion = `${group}/${version}`;
    if (name === undefined && method === 'GET') {
      const items = [...this.#cows.values()].filter(
        (cow) => namespace === undefined || cow.metadata.namespace === namespace,
      );
      this.#json(response, 200, {
        kind: 'CowList',
        apiVersion,
        metadata: { resourceVersion: String(this.#revision) },
        items,
      });
      return;
    }
    const key = `${namespace}/${name ?? JSON.parse(body).metadata.name}`;
    const standing = this.#cows.get(key);
    if (method === 'POST') {
      const sent = JSON.parse(body) as Cow;
      const cow = { ...sent, metadata: { ...sent.metadata, namespace: namespace ?? '', uid: systemRandom.uuid() } };
      this.#change('ADDED', key, cow);
      this.#json(response, 201, cow);
    } else if (standing === undefined) {
      const details = { name, group, kind: 'cows' };
      const message = `cows.${group} "${name}" not found`;
      this.#json(response, 404, {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message,
        reason: 'NotFound',
        details,
        code: 404,
      });
    } else {
      if (method === 'DELETE') this.#change('DELETED', key, standing);
      this.#json(response, 200, standing);
    }
  }

  #change(type: string, key: string, cow: Cow): void {
    this.#revision++;
    cow.metadata.resourceVersion = String(this.#revision);
    if (type === 'DELETED') this.#cows.delete(key);
    else this.#cows.set(key, cow);
    for (const watch of this.#watches) watch.write(`${JSON.stringify({ type, object: cow })}\n`);
  }

  /** The Service, its endpoints and the APIService. */
  objects(apiService: object = {}): object {
    const metadata = { name: 'farm', namespace: 'default' };
    return {
      kind: 'List',
      apiVersion: 'v1',
      items: [
        { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'https', port: 443 }] } },
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'farm' } },
          addressType: 'IPv4',
          endpoints: [{ addresses: [this.address], conditions: { ready: true } }],
          ports: [{ name: 'https', port: this.port, protocol: 'TCP' }],
        },
        {
          apiVersion: 'apiregistration.k8s.io/v1',
          kind: 'APIService',
          metadata: { name: `${version}.${group}` },
          spec: {
            group,
            version,
            service: { namespace: 'default', name: 'farm' },
            caBundle: Buffer.from(this.authority).toString('base64'),
            groupPriorityMinimum: 2000,
            versionPriority: 10,
            ...apiService,
          },
        },
      ],
    };
  }

  /** Registers the server and waits until it is available. */
  async register(cluster: Cluster): Promise<void> {
    await cluster.kubectlWith(JSON.stringify(this.objects()), 'apply', '-f', '-');
    await cluster.kubectl('wait', '--for=condition=Available', `apiservice/${version}.${group}`, '--timeout=30s');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#webSockets.close();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => this.#server.close(closed));
  }
}
