/** An API server in memory for tests: virtual clock, seeded randomness, requests in one line. */
import { builtinResources } from '@kubets/api/catalog';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import type { KubeObject, Status, WatchEvent } from '@kubets/machinery/meta';
import { createMemoryStore, type Store } from '@kubets/storage';
import { alwaysAllow } from './authorization/authorizer.ts';
import type { ApiAnswer, ApiRequest, UserInfo } from './requests/request.ts';
import { requestInfo } from './requests/request-info.ts';
import type { ServedEvents } from './requests/served-object.ts';
import type { HttpAnswer } from './responses/respond.ts';
import { type ApiServer, type ApiServerOptions, createApiServer } from './server.ts';

export const testUser: UserInfo = { name: 'jane', groups: ['system:masters', 'system:authenticated'] };

export const testVersion = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.37.2',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
};

export interface TestRequest {
  readonly body?: unknown;
  /** Instead of `body`: text as received over the wire. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly user?: UserInfo;
  readonly signal?: AbortSignal;
}

export interface TestServer extends AsyncDisposable {
  readonly server: ApiServer;
  readonly store: Store;
  readonly clock: VirtualClock;
  /** `call('GET /api/v1/pods?limit=1')`. */
  answer(line: string, request?: TestRequest): Promise<ApiAnswer>;
  /** The answer as the client's JSON, with its code. */
  call(line: string, request?: TestRequest): Promise<{ code: number; body: TestBody; warnings: readonly string[] }>;
  /** The encoded answer: status, headers, text. */
  http(line: string, request?: TestRequest): Promise<{ status: number; headers: HttpAnswer['headers']; text: string }>;
  /** Events of a watch, read one at a time. */
  watch(line: string, request?: TestRequest): Promise<AsyncIterator<WatchEvent<KubeObject>>>;
}

/** The parts that tests inspect. */
export type TestBody = KubeObject &
  Partial<Omit<Status, 'kind' | 'apiVersion' | 'metadata' | 'status'>> &
  Record<string, unknown>;

const never = new AbortController().signal;

export function requestOf(line: string, request: TestRequest = {}): ApiRequest {
  const [method = 'GET', target = '/'] = line.split(' ', 2);
  const url = new URL(target, 'https://kubernetes');
  const bytes = request.text === undefined ? undefined : new TextEncoder().encode(request.text);
  const content = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const path = decodeURIComponent(url.pathname);
  return {
    method,
    path,
    query: url.searchParams,
    info: requestInfo(method, path, url.searchParams),
    headers: { 'content-type': content, 'user-agent': 'test/1', ...request.headers },
    body:
      bytes !== undefined
        ? { type: 'bytes', bytes }
        : request.body === undefined
          ? { type: 'none' }
          : { type: 'bytes', bytes: new TextEncoder().encode(JSON.stringify(request.body)) },
    user: request.user ?? testUser,
    remoteAddress: '127.0.0.1',
    signal: request.signal ?? never,
    upgrade: false,
  };
}

async function textOf(body: HttpAnswer['body']): Promise<string> {
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) text += decoder.decode(chunk, { stream: true });
  return text;
}

async function* eachEvent(batches: AsyncIterable<ServedEvents>): AsyncGenerator<WatchEvent<KubeObject>> {
  for await (const batch of batches) for (const { type, served } of batch) yield { type, object: served.object };
}

/** A started server with a new store, unless one is given. */
export async function testServer(options: Partial<ApiServerOptions> = {}): Promise<TestServer> {
  const clock = new VirtualClock();
  const store = options.store ?? createMemoryStore({ clock });
  const server = createApiServer({
    clock,
    random: seededRandom(1),
    log: silentLogger,
    authorizer: alwaysAllow,
    resources: builtinResources(),
    admission: [],
    subresources: { handlers: [], hooks: [] },
    version: testVersion,
    ...options,
    store,
  });
  await server.start();
  const http: TestServer['http'] = async (line, request) => {
    const asked = requestOf(line, request);
    const answer = await server.handle(asked);
    if (answer.type === 'proxy') return { status: 0, headers: {}, text: '' };
    const { status, headers, body } = server.respond(answer, asked);
    return { status, headers, text: await textOf(body) };
  };
  return {
    server,
    store,
    clock,
    http,
    answer: (line, request) => server.handle(requestOf(line, request)),
    async call(line, request) {
      const { status, headers, text } = await http(line, request);
      const warnings = headers.warning ?? [];
      return { code: status, body: JSON.parse(text), warnings: typeof warnings === 'string' ? [warnings] : warnings };
    },
    async watch(line, request) {
      const answer = await server.handle(requestOf(line, request));
      if (answer.type !== 'watch') throw new TypeError(`${line} answered ${JSON.stringify(answer)}`);
      return eachEvent(answer.events);
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      await store[Symbol.asyncDispose]();
    },
  };
}
