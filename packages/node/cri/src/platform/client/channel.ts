/**
 * Calls to a CRI endpoint: gRPC over its unix socket, each with a deadline, each failure a RuntimeError.
 * The library is loaded by the first call: it is large, and the runtime starts meanwhile.
 */
import { type Clock, present } from '@kubets/base';
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
  readonly #socket: string;
  readonly #clock: Clock;
  readonly #methods = new Map<string, Method>();
  #client: Promise<Client> | undefined;

  constructor(socket: string, clock: Clock) {
    this.#socket = socket;
    this.#clock = clock;
  }

  close(): void {
    // If the library could not be loaded, its calls have failed and there is nothing to close.
    this.#client?.then(
      (client) => client.close(),
      () => undefined,
    );
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

  #connected(): Promise<Client> {
    this.#client ??= connect(this.#socket);
    return this.#client;
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
