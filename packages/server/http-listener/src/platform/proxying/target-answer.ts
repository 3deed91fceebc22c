/** Reads the response of a proxy target and checks it before any part is passed on. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Clock, messageOf } from '@kubets/base';
import { takeSwitch } from '@kubets/base/platform';
import { errors, StatusError, statusError } from '@kubets/machinery/status-error';

export type TargetAnswer =
  | { readonly type: 'answer'; readonly response: IncomingMessage }
  | { readonly type: 'switched'; readonly response: IncomingMessage; readonly socket: Duplex; readonly head: Buffer };

const connectDeadlineMs = 30_000;
const maxErrorTextLength = 50_000;

export interface Reaching {
  /** Resolves with the target's first response. Rejects with the client's failure if it cannot be reached. */
  readonly answer: Promise<TargetAnswer>;
  /** For the request's error listener. */
  failed(error: Error): void;
  /** Called with the request once it exists. */
  follow(outgoing: ClientRequest): void;
}

/** `unreachable` creates the client's failure for a connection that cannot be established or fails. */
export function reach(clock: Clock, target: URL, unreachable: (reason: string) => StatusError): Reaching {
  const { promise: answer, resolve, reject } = Promise.withResolvers<TargetAnswer>();
  answer.catch(() => undefined);
  const failed = (error: Error): void => reject(error instanceof StatusError ? error : unreachable(messageOf(error)));
  return {
    answer,
    failed,
    follow(outgoing) {
      const timer = clock.setTimer(connectDeadlineMs, () =>
        outgoing.destroy(unreachable(`dial tcp ${target.host}: i/o timeout`)),
      );
      outgoing.once('socket', (socket) => {
        socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', () => timer.cancel());
      });
      outgoing.once('response', (response) => resolve({ type: 'answer', response }));
      outgoing.once('close', () => {
        timer.cancel();
        reject(unreachable('the connection closed'));
      });
      // The socket always has an error listener: an unsolicited answer can be followed by a reset.
      takeSwitch(outgoing, failed, (response, socket, head) => resolve({ type: 'switched', response, socket, head }));
    },
  };
}

const protocolOf = (upgrade: string | undefined): string => (upgrade ?? '').toLowerCase();

/**
 * Why an answer must not be forwarded; undefined if it may. `asked`: the protocol the client wants to switch to,
 * undefined if none.
 */
export function whyUnexpected({ type, response }: TargetAnswer, asked: string | undefined): string | undefined {
  const { statusCode = 0 } = response;
  const { upgrade } = response.headers;
  if (type === 'switched')
    return statusCode === 101 && asked !== undefined && protocolOf(upgrade) === protocolOf(asked)
      ? undefined
      : `backend tried to switch protocol ${JSON.stringify(upgrade ?? '')} when ${JSON.stringify(asked ?? '')} was requested`;
  if (asked !== undefined && statusCode < 400) return `invalid upgrade response: status code ${statusCode}`;
  return statusCode < 200 || statusCode > 599 ? `malformed HTTP status code "${statusCode}"` : undefined;
}

/** Converts the kubelet's error text to the Status that upstream creates from it. */
export async function failureOf(response: IncomingMessage): Promise<StatusError> {
  let text = '';
  for await (const part of response.setEncoding('utf8') as AsyncIterable<string>) {
    text += part;
    if (text.length > maxErrorTextLength) break;
  }
  const code = response.statusCode ?? 500;
  if (code === 400) return errors.badRequest(text);
  if (code === 404)
    return statusError('NotFound', text.trim() || 'the server could not find the requested resource', {});
  if (code === 500) return errors.internal(text);
  return statusError('InternalError', text.trim() || `unknown answer ${code}`, {}, code);
}
