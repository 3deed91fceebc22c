/** The transport of components in this process: requests and responses are objects and are not encoded. */
import { nextTurn } from '@kubets/base';
import type { KubeObject, Status, WatchEvent } from '@kubets/machinery/meta';
import { errors, StatusError } from '@kubets/machinery/status-error';
import type { WriteGuard } from '../access/write-guard.ts';
import type { ApiAnswer, ApiRequest, UserInfo } from './request.ts';
import { requestInfo } from './request-info.ts';

/** One API call. The request body and the result are shared: never modify them. */
export interface ServerTransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path without query, percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Has the structure of the client package's `Transport`. */
export interface ServerTransport {
  request(request: ServerTransportRequest): Promise<unknown>;
  watch(request: ServerTransportRequest): AsyncIterable<WatchEvent<KubeObject>>;
}

const never = new AbortController().signal;

/** The calling user. */
export interface ServerCaller {
  readonly user: UserInfo;
  readonly guard: WriteGuard | undefined;
  readonly userAgent: string;
}

function apiRequest(request: ServerTransportRequest, { user, guard, userAgent }: ServerCaller): ApiRequest {
  const { method } = request;
  const path = request.path.includes('%') ? request.path.split('/').map(decodeURIComponent).join('/') : request.path;
  const query = new URLSearchParams(request.query);
  return {
    method,
    path,
    query,
    info: requestInfo(method, path, query),
    headers: {
      'user-agent': userAgent,
      ...(request.contentType === undefined ? {} : { 'content-type': request.contentType }),
    },
    body: request.body === undefined ? { type: 'none' } : { type: 'object', object: request.body },
    user,
    remoteAddress: '',
    signal: request.signal ?? never,
    upgrade: false,
    ...(guard === undefined ? {} : { guard }),
  };
}

function isFailure(object: KubeObject | Status): object is Status {
  return object.kind === 'Status' && (object as Status).status === 'Failure';
}

function contentOf(answer: ApiAnswer): unknown {
  switch (answer.type) {
    case 'object':
      if (isFailure(answer.object)) throw new StatusError(answer.object);
      return answer.object;
    case 'list': {
      const { apiVersion, kind, metadata, items } = answer;
      return { apiVersion, kind, metadata, items: Array.from(items, (item) => item.object) };
    }
    case 'raw':
      return rawValue(answer);
    case 'watch':
    case 'proxy':
      throw errors.badRequest(`a ${answer.type} is not a response to this kind of request`);
  }
}

function rawValue(answer: ApiAnswer & { type: 'raw' }): unknown {
  const { body } = answer;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw errors.badRequest('the response is a stream');
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const value = answer.contentType.startsWith('application/json') && text !== '' ? JSON.parse(text) : text;
  // Another server answers with a Status, too.
  if (typeof value === 'object' && value !== null && isFailure(value)) throw new StatusError(value);
  if (answer.status === 404) throw errors.noSuchPath();
  if (answer.status === 503) throw errors.unavailable(text.trim());
  if (answer.status >= 400) throw errors.internal(text);
  return value;
}

/** Requests of this process that start in one turn of the event loop: the most expensive ones take about 20 ms. */
const defaultRequestsPerTurn = 16;

/**
 * Distributes requests over turns of the event loop. Requests of this process read no socket, and many reads and writes
 * complete without leaving the turn: a loop that sends thousands of them would delay all clients until the last is
 * answered.
 */
export class TurnGate {
  readonly #requestsPerTurn: number;
  #begun = 0;
  #waiting: (() => void)[] = [];

  constructor(requestsPerTurn: number = defaultRequestsPerTurn) {
    this.#requestsPerTurn = requestsPerTurn;
  }

  /** Undefined: start at once. Callers that have to wait start in the order of their calls. */
  enter(): Promise<void> | undefined {
    if (this.#requestsPerTurn === Number.POSITIVE_INFINITY) return undefined;
    if (this.#begun === 0) void this.#renew();
    if (this.#begun < this.#requestsPerTurn) {
      this.#begun++;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #renew(): Promise<void> {
    do {
      await nextTurn();
      const next = this.#waiting.splice(0, this.#requestsPerTurn);
      this.#begun = next.length;
      for (const begin of next) begin();
    } while (this.#begun > 0);
  }
}

/** Sends a request of this process to an aggregated API server. */
export type Forward = (
  answer: Extract<ApiAnswer, { readonly client: 'extension' }>,
  request: ApiRequest,
) => Promise<ApiAnswer>;

/** `gate` is shared by all callers of this server in the process. */
export function serverTransport(
  handle: (request: ApiRequest) => Promise<ApiAnswer>,
  caller: ServerCaller,
  gate: TurnGate,
  forward?: Forward,
): ServerTransport {
  const answerTo = async (asked: ApiRequest): Promise<ApiAnswer> => {
    const answer = await handle(asked);
    return answer.type === 'proxy' && answer.client === 'extension' && forward ? forward(answer, asked) : answer;
  };
  return {
    async request(request) {
      const turn = gate.enter();
      if (turn !== undefined) await turn;
      const answer = await answerTo(apiRequest(request, caller));
      // Refused below; its signal may never abort.
      if (answer.type === 'watch') await answer.events[Symbol.asyncIterator]().return?.();
      return contentOf(answer);
    },
    async *watch(request) {
      const answer = await handle(apiRequest(request, caller));
      if (answer.type !== 'watch') {
        contentOf(answer);
        throw errors.badRequest(`${request.path} cannot be watched`);
      }
      for await (const events of answer.events)
        for (const { type, served } of events) {
          const { object } = served;
          if (type === 'ERROR') throw new StatusError(object as unknown as Status);
          yield { type, object };
        }
    },
  };
}
