/**
 * Calls to a CRI endpoint: gRPC over its unix socket, each with a deadline, each failure a RuntimeError.
 * The library is loaded by the first call: it is large, and the runtime starts meanwhile.
 */
import { type Clock, loadOnce, present } from '@kubets/base';
import { callServerStream, callUnary, isServiceError, type Method } from '@kubets/grpc/calls/platform';
import type { Client } from '@kubets/grpc/platform';
import { RuntimeError } from '../../runtime.ts';
import { type CriService, methodOf } from './schema.ts';

/** Large enough for lists of thousands of containers. */
const maxMessageBytes = 64 * 1024 * 1024;

/** gRPC's codes by number, as Go prints them. */
const codeNames = (
  'OK Canceled Unknown InvalidArgument DeadlineExceeded NotFound AlreadyExists PermissionDenied ResourceExhausted ' +
  'FailedPrecondition Aborted OutOfRange Unimplemented Internal Unavailable DataLoss Unauthenticated'
).split(' ');

/** The codes that callers distinguish. */
const known: readonly RuntimeError['code'][] = [
  ...(['NotFound', 'AlreadyExists', 'Unavailable', 'DeadlineExceeded', 'InvalidArgument'] as const),
  ...(['Unimplemented', 'Canceled'] as const),
];

/** A refusal as the runtime's own error. Other errors stay what they are. */
function runtimeError(error: unknown): unknown {
  if (!isServiceError(error)) return error;
  const name = codeNames[error.code] ?? 'Unknown';
  const code = known.find((each) => each === name) ?? 'Unknown';
  return new RuntimeError(code, `rpc error: code = ${name} desc = ${error.details}`);
}

async function connect(socket: string): Promise<Client> {
  const { Client, credentials } = await import('@kubets/grpc/platform');
  return new Client(`unix:${socket}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    // A restarted runtime answers again soon: reconnect quickly.
    'grpc.initial_reconnect_backoff_ms': 50,
    'grpc.max_reconnect_backoff_ms': 1000,
    'grpc.default_authority': 'localhost',
  });
}

export class CriChannel {
  readonly #clock: Clock;
  readonly #methods = new Map<string, Method>();
  readonly #connected: () => Promise<Client>;
  #client: Client | undefined;
  #closed = false;

  constructor(socket: string, clock: Clock) {
    this.#clock = clock;
    this.#connected = loadOnce(async () => {
      const client = await connect(socket);
      // Calls that wait for the library are refused as well.
      if (this.#closed) client.close();
      this.#client = client;
      return client;
    });
  }

  close(): void {
    this.#closed = true;
    this.#client?.close();
  }

  async unary<R>(service: CriService, method: string, request: object, milliseconds: number): Promise<R> {
    const called = this.#method(service, method);
    const client = await this.#connected();
    try {
      // Wait for a runtime that is being restarted.
      return await callUnary<R>(client, called, request, { deadline: this.#clock.now() + milliseconds });
    } catch (error) {
      throw runtimeError(error);
    }
  }

  /** A server stream; ends when the server ends it or `signal` aborts. */
  async *stream<R>(service: CriService, method: string, request: object, signal: AbortSignal): AsyncGenerator<R> {
    const called = this.#method(service, method);
    const client = await this.#connected();
    try {
      yield* callServerStream<R>(client, called, request, signal);
    } catch (error) {
      throw runtimeError(error);
    }
  }

  #method(service: CriService, name: string): Method {
    const key = `${service}/${name}`;
    const known = this.#methods.get(key);
    if (known) return known;
    const method = present(methodOf(service, name), `CRI method ${key}`);
    this.#methods.set(key, method);
    return method;
  }
}
