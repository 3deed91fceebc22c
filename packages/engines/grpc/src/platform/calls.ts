/** Calls of gRPC methods. They reject with the library's ServiceError. The library itself is the caller's to load. */
import type { Client, ClientDuplexStream, Metadata, ServiceError } from '@grpc/grpc-js';
import { present } from '@kubets/base';
import type { Codec } from './messages.ts';

export interface Method {
  /** `/runtime.v1.RuntimeService/Version`. */
  readonly path: string;
  readonly request: Codec;
  readonly response: Codec;
}

export interface UnaryOptions {
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly metadata?: Metadata;
}

/** Whether an error is a refusal: by the server, or by the library on its behalf. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error;
}

/** Errors that are created until this is disposed of have no stack. For synchronous code. */
function withoutStacks(): Disposable {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  return {
    [Symbol.dispose]() {
      Error.stackTraceLimit = limit;
    },
  };
}

/** A request and its response. */
export function callUnary<R>(
  client: Client,
  method: Method,
  request: object,
  { deadline, metadata }: UnaryOptions,
): Promise<R> {
  const decode = (bytes: Buffer): R => method.response.decode(bytes) as R;
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, answer?: R): void => {
      if (error) reject(error);
      else resolve(present(answer, `the answer of ${method.path}`));
    };
    // gRPC records the stack of the caller for each call, in case it fails. That is a tenth of the cost of a call.
    using _ = withoutStacks();
    if (metadata === undefined)
      client.makeUnaryRequest(method.path, method.request.encode, decode, request, { deadline }, done);
    else client.makeUnaryRequest(method.path, method.request.encode, decode, request, metadata, { deadline }, done);
  });
}

/** A stream of responses. It ends when the server ends it or `signal` aborts; else it rejects. */
export async function* callServerStream<R>(
  client: Client,
  method: Method,
  request: object,
  signal: AbortSignal,
): AsyncGenerator<R> {
  const decode = (bytes: Buffer): R => method.response.decode(bytes) as R;
  const stream = client.makeServerStreamRequest(method.path, method.request.encode, decode, request);
  const cancel = (): void => stream.cancel();
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const message of stream) yield message as R;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    stream.cancel();
  }
}

/** A stream in both directions. */
export function openStream<R>(client: Client, method: Method, metadata: Metadata): ClientDuplexStream<object, R> {
  const decode = (bytes: Buffer): R => method.response.decode(bytes) as R;
  return client.makeBidiStreamRequest<object, R>(method.path, method.request.encode, decode, metadata);
}
