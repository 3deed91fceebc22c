/** Calls to a CRI endpoint: gRPC over its unix socket, each with a deadline, each failure a RuntimeError. */
import { Client, type ClientReadableStream, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { type Clock, present } from '@kubets/base';
import { RuntimeError } from '../../runtime.ts';
import { type Codec, type CriService, codecOf, methodOf } from './schema.ts';

/** Answers with lists of thousands of containers stay below this. */
const largestMessage = 64 * 1024 * 1024;

const codeNames = new Map<number, string>(
  Object.entries(status).flatMap(([name, value]) => (typeof value === 'number' ? [[value, name] as const] : [])),
);

const known: Readonly<Partial<Record<status, RuntimeError['code']>>> = {
  [status.NOT_FOUND]: 'NotFound',
  [status.ALREADY_EXISTS]: 'AlreadyExists',
  [status.UNAVAILABLE]: 'Unavailable',
  [status.DEADLINE_EXCEEDED]: 'DeadlineExceeded',
  [status.INVALID_ARGUMENT]: 'InvalidArgument',
  [status.UNIMPLEMENTED]: 'Unimplemented',
  [status.CANCELLED]: 'Canceled',
};

/** `NOT_FOUND` → `NotFound`, as Go prints codes. */
const goName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
    .replace('Cancelled', 'Canceled');

function runtimeError(error: ServiceError): RuntimeError {
  const name = goName(codeNames.get(error.code) ?? 'UNKNOWN');
  return new RuntimeError(known[error.code] ?? 'Unknown', `rpc error: code = ${name} desc = ${error.details}`);
}

interface Call {
  readonly path: string;
  readonly request: Codec;
  readonly response: Codec;
}

export class CriChannel {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #calls = new Map<string, Call>();

  constructor(socket: string, clock: Clock) {
    this.#clock = clock;
    this.#client = new Client(`unix:${socket}`, credentials.createInsecure(), {
      'grpc.max_receive_message_length': largestMessage,
      'grpc.max_send_message_length': largestMessage,
      // A runtime that is restarted answers again soon: look often.
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.max_reconnect_backoff_ms': 1000,
      'grpc.default_authority': 'localhost',
    });
  }

  close(): void {
    this.#client.close();
  }

  unary<R>(service: CriService, method: string, request: object, milliseconds: number): Promise<R> {
    const call = this.#call(service, method);
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
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
    const stream: ClientReadableStream<R> = this.#client.makeServerStreamRequest(
      call.path,
      call.request.encode,
      (bytes: Buffer) => call.response.decode(bytes) as R,
      request,
    );
    const cancel = (): void => stream.cancel();
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
