/** Forwards the body of a proxied request, if its method allows one. */
import type { ClientRequest } from 'node:http';
import { type Clock, DeadlineError, withDeadline } from '@kubets/base';
import { errors, type StatusError } from '@kubets/machinery/status-error';
import type { Exchange } from '../exchange/exchange.ts';
import type { OutgoingHeaders } from './forwarded-headers.ts';

/**
 * Methods whose requests have a body. A target that does not read the body of another method mistakes it for the next
 * request.
 */
const withBody: ReadonlySet<string> = new Set(['PATCH', 'POST', 'PUT']);

/** An API server reads the options of a deletion. */
const withBodyForApiServers: ReadonlySet<string> = new Set([...withBody, 'DELETE']);

/** How long a request that must not have a body may take to show that it has none. */
const endDeadlineMs = 30_000;

const failure = (error: unknown): never => {
  throw error instanceof DeadlineError ? errors.timeout('Timeout: the request did not end in time') : error;
};

const length = ({ headers }: Exchange): string | undefined => headers['content-length'];

const notForwarded = ({ method }: Exchange): StatusError =>
  errors.badRequest(`the body of a ${method} request cannot be forwarded`);

/**
 * Resolves when it is certain that nothing follows the head. Rejects with BadRequest at the first byte of a body: it is
 * not forwarded, and omitting it would change what the request means.
 */
function withoutBody(exchange: Exchange, signal: AbortSignal): Promise<void> {
  const { input } = exchange;
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      stop();
      reject(notForwarded(exchange));
    };
    const broken = (): void => {
      stop();
      reject(errors.internal('the client disconnected'));
    };
    const finish = (): void => {
      stop();
      resolve();
    };
    const stop = (): void => {
      input.off('data', refuse).off('end', finish).off('error', broken).off('close', broken).pause();
      signal.removeEventListener('abort', broken);
    };
    signal.addEventListener('abort', broken, { once: true });
    if (input.readableEnded) finish();
    else input.on('error', broken).on('close', broken).on('end', finish).on('data', refuse);
  });
}

export interface BodyFraming {
  readonly clock: Clock;
  /** The target is an API server. */
  readonly extension: boolean;
  /** The body, if it has been read to its end. */
  readonly whole: Uint8Array | undefined;
}

/**
 * Adds the framing of the request's body to the headers that go to the target. Resolves with whether there is a body to
 * send. Rejects with BadRequest for a body that cannot be forwarded.
 */
export async function frameBody(
  exchange: Exchange,
  headers: OutgoingHeaders,
  { clock, extension, whole }: BodyFraming,
  signal: AbortSignal,
): Promise<boolean> {
  // A request to switch protocols that has a body was refused when its head was read.
  if (exchange.upgrade !== undefined) return false;
  if (!(extension ? withBodyForApiServers : withBody).has(exchange.method)) {
    if (exchange.awaitsContinue || (whole?.length ?? 0) > 0) throw notForwarded(exchange);
    if (whole !== undefined) return false;
    if (exchange.mayHaveBody)
      await withDeadline(clock, endDeadlineMs, (either) => withoutBody(exchange, either), signal).catch(failure);
    return false;
  }
  if (whole !== undefined) {
    headers['content-length'] = String(whole.length);
    return false;
  }
  const known = exchange.mayHaveBody ? length(exchange) : '0';
  if (known === undefined) headers['transfer-encoding'] = 'chunked';
  else headers['content-length'] = String(Number(known));
  return exchange.mayHaveBody;
}

/**
 * Sends the client's body no faster than the target reads it. A body that is cut short, or is not as long as declared,
 * aborts the request: the target must not take what it received for the whole body.
 */
export function sendBody(exchange: Exchange, outgoing: ClientRequest): void {
  const { input, headers } = exchange;
  const announced = headers['content-length'];
  let left = announced === undefined ? Number.POSITIVE_INFINITY : Number(announced);
  const breakOff = (): void => {
    stop();
    outgoing.destroy(errors.internal('the request ended early'));
  };
  const take = (part: Uint8Array): void => {
    left -= part.length;
    if (left < 0) breakOff();
    else if (!outgoing.write(part)) input.pause();
  };
  const resume = (): void => {
    input.resume();
  };
  const finish = (): void => {
    if (announced !== undefined && left !== 0) breakOff();
    else {
      stop();
      outgoing.end();
    }
  };
  const stop = (): void => {
    input.off('data', take).off('end', finish).off('error', breakOff).off('close', breakOff);
    outgoing.off('drain', resume).off('close', stop);
  };
  outgoing.on('drain', resume).on('close', stop);
  input.on('error', breakOff).on('close', breakOff).on('end', finish).on('data', take);
  exchange.askForBody();
  // It is paused if the beginning has been read before.
  input.resume();
}
