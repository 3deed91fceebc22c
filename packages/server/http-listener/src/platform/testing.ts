/** A listener with its own certificates for tests, and clients for both protocols. */
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { Agent, request as httpsRequest } from 'node:https';
import { type Authenticator, anonymousUser, asAuthenticated } from '@kubets/apiserver/authentication';
import { alwaysAllow } from '@kubets/apiserver/authorization';
import type { ApiAnswer, ApiRequest, ServedEvents } from '@kubets/apiserver/requests';
import type { HttpAnswer } from '@kubets/apiserver/responses';
import { silentLogger, systemClock } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import type { KeyPair } from './certificates/certificate.ts';
import { type TestCertificates, testCertificates } from './certificates/testing.ts';
import { type Listener, type ListenerOptions, listen } from './listener.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
  /** The client's certificate. */
  readonly as?: KeyPair;
}

const authenticator: Authenticator = {
  async authenticate({ certificate, headers }) {
    if (certificate === 'invalid' || headers.authorization === 'Bearer wrong') throw errors.unauthorized();
    if (certificate && 'commonName' in certificate)
      return asAuthenticated({ name: certificate.commonName, groups: certificate.organizations });
    return anonymousUser;
  },
};

/** A minimal responder: JSON, or the body as given. */
function respond(answer: Exclude<ApiAnswer, { type: 'proxy' }>): HttpAnswer {
  if (answer.type === 'raw') {
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    return { status: answer.status, headers: { 'content-type': answer.contentType }, body };
  }
  if (answer.type === 'watch') {
    const frames = async function* () {
      for await (const events of answer.events)
        for (const { type, served } of events)
          yield Buffer.from(`${JSON.stringify({ type, object: served.object })}\n`);
    };
    return { status: 200, headers: { 'content-type': 'application/json' }, body: frames() };
  }
  const object = answer.type === 'object' ? answer.object : { items: Array.from(answer.items, (item) => item.object) };
  const body = Buffer.from(JSON.stringify(object));
  return {
    status: answer.type === 'object' ? answer.status : 200,
    headers: { 'content-type': 'application/json' },
    body,
  };
}

interface SharedListener {
  readonly listener: Listener;
  handle(request: ApiRequest): Promise<ApiAnswer>;
}

/** A watch created by the test, which does not signal its end. */
export const watchOf = (events: AsyncIterable<ServedEvents>): ApiAnswer => ({
  type: 'watch',
  events,
  ended: new AbortController().signal,
});

/** Answers with the request. */
export const echo = async (request: ApiRequest): Promise<ApiAnswer> => {
  const body = (await request.readBody?.()) ?? request.body;
  const { method, path, query, user } = request;
  const text = body.type === 'bytes' ? Buffer.from(body.bytes).toString() : body.type;
  return {
    type: 'raw',
    status: 200,
    contentType: 'application/json',
    body: JSON.stringify({ method, path, query: [...query], user, body: text }),
  };
};

/** Resolves once the condition holds. The only limit is that of the test, however slow the machine is. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await systemClock.sleep(5);
}

/** Closes with `closeAll` what a test has opened, last first. */
export class ListenerBench {
  readonly pki: TestCertificates;
  readonly #open: (() => unknown)[] = [];
  /** By number of threads. */
  readonly #shared = new Map<number, SharedListener>();

  constructor(pki: TestCertificates) {
    this.pki = pki;
  }

  static async create(): Promise<ListenerBench> {
    return new ListenerBench(await testCertificates());
  }

  onClose(close: () => unknown): void {
    this.#open.push(close);
  }

  async closeAll(): Promise<void> {
    for (const close of this.#open.splice(0).reverse()) await close();
  }

  async start(
    handle: (request: ApiRequest) => Promise<ApiAnswer>,
    options: Partial<ListenerOptions> = {},
  ): Promise<Listener> {
    const listener = await this.#listen(handle, options);
    this.onClose(() => listener.close(0));
    return listener;
  }

  #listen(
    handle: (request: ApiRequest) => Promise<ApiAnswer>,
    options: Partial<ListenerOptions> = {},
  ): Promise<Listener> {
    return listen({
      handle,
      respond,
      authenticator,
      authorizer: alwaysAllow,
      pki: this.pki,
      host: '127.0.0.1',
      port: 0,
      clock: systemClock,
      log: silentLogger,
      anyTarget: true,
      ...options,
    });
  }

  /**
   * As `start`, but reuses the listener of an earlier test with as many threads: creating a thread takes longer than
   * most tests. Closed by `dispose`.
   */
  async share(handle: (request: ApiRequest) => Promise<ApiAnswer>, workers: number): Promise<Listener> {
    const known = this.#shared.get(workers);
    if (known !== undefined) {
      known.handle = handle;
      return known.listener;
    }
    const listener = await this.#listen((request) => shared.handle(request), { workers });
    const shared: SharedListener = { listener, handle };
    this.#shared.set(workers, shared);
    return listener;
  }

  /** To be called after all tests of a file that shares listeners. */
  async dispose(): Promise<void> {
    await this.closeAll();
    await Promise.all([...this.#shared.values()].map(({ listener }) => listener.close(0)));
  }

  trust(as?: KeyPair) {
    return { ca: this.pki.authority, ...(as ? { cert: as.certificate, key: as.key } : {}) };
  }

  /** Over HTTP/1.1, on a separate connection. */
  async http1(listener: Listener, path: string, { method = 'GET', headers = {}, body, as }: Ask = {}): Promise<Answer> {
    const agent = new Agent({ ...this.trust(as), maxCachedSessions: 0 });
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const target = { host: '127.0.0.1', port: listener.address.port, path, method, headers, agent };
    const outgoing = httpsRequest(target, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
    return promise.finally(() => agent.destroy());
  }

  session(listener: Listener, as?: KeyPair): ClientHttp2Session {
    const client = connectHttp2(`https://127.0.0.1:${listener.address.port}`, this.trust(as));
    client.on('error', () => undefined);
    this.onClose(() => client.destroy());
    return client;
  }

  async http2(
    client: ClientHttp2Session,
    path: string,
    { method = 'GET', headers = {}, body }: Ask = {},
  ): Promise<Answer> {
    const stream = client.request({ ':method': method, ':path': path, ...headers }, { endStream: body === undefined });
    if (body !== undefined) stream.end(body);
    const [head] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status': number }];
    let text = '';
    for await (const part of stream.setEncoding('utf8') as AsyncIterable<string>) text += part;
    return { status: head[':status'], headers: head, text };
  }
}
