/**
 * Calls to a CRI endpoint: gRPC over its unix socket, each with a deadline, each failure a RuntimeError.
 * The library is loaded by the first call: it is large, and the runtime starts meanwhile.
 */
import type { Client, ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { type Clock, present } from '@kubets/base';
import { RuntimeError } from '../../runtime.ts';
import { type Codec, type CriService, codecOf, methodOf } from './schema.ts';

/** Answers with lists of thousands of containers stay below this. */
const maxMessageBytes = 64 * 1024 * 1024;

/** gRPC's codes by number, as Go prints them. */
const codeNames = (
  'OK Canceled Unknown InvalidArgument DeadlineExceeded NotFound AlreadyExists PermissionDenied ResourceExhausted ' +
  'FailedPrecondition Aborted OutOfRange Unimplemented Internal Unavailable DataLoss Unauthenticated'
).split(' ');

/** The codes that callers tell apart. */
const known: readonly RuntimeError['code'][] = [
  ...(['NotFound', 'AlreadyExists', 'Unavailable', 'DeadlineExceeded', 'InvalidArgument'] as const),
  ...(['Unimplemented', 'Canceled'] as const),
];

function runtimeError(error: ServiceError): RuntimeError {
  const name = codeNames[error.code] ?? 'Unknown';
  const code = known.find((each) => each === name) ?? 'Unknown';
  return new RuntimeError(code, `rpc error: code = ${name} desc = ${error.details}`);
}

async function connect(socket: string): Promise<Client> {
  const { Client, credentials } = await import('../grpc.ts');
  return new Client(`unix:${socket}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    // A runtime that is restarted answers again soon: look often.
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 1000,
    'grpc.default_authority': 'localhost',
  });
}

interface Call {
  readonly path: string;
  readonly request: Codec;
  readonly response: Codec;
}

export class CriChannel {
  readonly #socket: string;
  readonly #clock: Clock;
  readonly #calls = new Map<string, Call>();
  #client: Promise<Client> | undefined;

  constructor(socket: string, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  close(): void {
    // What could not be loaded has failed its calls already; there is nothing to close.
    this.#client?.then(
      (client) => client.close(),
      () => undefined,
    );
  }

  async unary<R>(service: CriService, method: string, request: object, milliseconds: number): Promise<R> {
    const call = this.#call(service, method);
    const client = await this.#connected();
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        call.path,
        call.request.encode,
        (bytes: Buffer) => call.response.decode(bytes) as R,
        request,
        // A runtime that is just being restarted gets its time.
        { deadline: this.#clock.now() + milliseconds },
        (error, answer) => {
          if (error) reject(runtimeError(error));
          else resolve(present(answer, `answer of ${method}`));
        },
      );
    });
  }

  /** A server stream; ends when the server ends it or `signal` aborts. */
  async *stream<R>(service: CriService, method: string, request: object, signal: AbortSignal): AsyncGenerator<R> {
    const call = this.#call(service, method);
    const client = await this.#connected();
    const stream: ClientReadableStream<R> = client.makeServerStreamRequest(
      call.path,
      call.request.encode,
      (bytes: Buffer) => call.response.decode(bytes) as R,
      request,
    );
    const cancel = (): void => stream.cancel();
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      for await (const message of stream) yield message as R;
    } catch (error) {
      if (!signal.aborted) throw runtimeError(error as ServiceError);
    } finally {
      signal.removeEventListener('abort', cancel);
      stream.cancel();
    }
  }

  #connected(): Promise<Client> {
    this.#client ??= connect(this.#socket);
    return this.#client;
  }

  #call(service: CriService, name: string): Call {
    const key = `${service}/${name}`;
    const cached = this.#calls.get(key);
    if (cached) return cached;
    const method = present(methodOf(service, name), `CRI method ${key}`);
    const call = { path: method.path, request: codecOf(method.request), response: codecOf(method.response) };
    this.#calls.set(key, call);
    return call;
  }
}
