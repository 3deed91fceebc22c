/** Authenticates a request, passes it to the pipeline and encodes the response. */

import { type Authenticator, anonymousUser, type Credentials, impersonate } from '@kubets/apiserver/authentication';
import type { Authorizer } from '@kubets/apiserver/authorization';
import type { ApiAnswer, ApiRequest, RequestBody } from '@kubets/apiserver/requests';
import type { HttpAnswer } from '@kubets/apiserver/responses';
import { type Logger, messageOf } from '@kubets/base';
import { errors, StatusError } from '@kubets/machinery/status-error';
import { headerValues } from '../exchange/read-request.ts';

/** A request as the front door has read it. */
export interface Asked {
  /** With nobody as its user; its body is with the client still, as `readBody` says. */
  readonly request: ApiRequest;
  /** For an answerer that is in another thread. */
  readonly client?: AskingClient;
  readonly certificate: Credentials['certificate'] | undefined;
  /** Name, value, name, value as they came; given when the client wants to act as another user. */
  readonly impersonation: readonly string[] | undefined;
}

export interface AskingClient {
  /** The body, if it is little and here already: then nobody has to ask for it. Undefined if not. */
  earlyBody(): Promise<RequestBody | undefined>;
  /** Bytes of an answer's parts that may be under way to it. */
  readonly window: number;
  /** Bytes of an answer wait for the client; or no longer. */
  hold(length: number): void;
  release(length: number): void;
}

export type ProxyAnswer = Extract<ApiAnswer, { type: 'proxy' }>;
export type Reply = { readonly type: 'bytes'; readonly bytes: HttpAnswer } | ProxyAnswer;

/** What becomes of a request, and whether it came from somebody: with credentials that are good. */
export interface Answered {
  readonly reply: Reply;
  readonly authenticated: boolean;
}

/** Behind the front door: in the same thread, or across to the one that has the store. */
export interface Answerer {
  /**
   * A failure is an answer. Rejects with the reason of the request's signal once that has aborted, and then nothing is
   * written any more.
   */
  answer(asked: Asked): Promise<Answered>;
  /** A failure in front of the pipeline, in the form that the request asks for. */
  refuse(error: StatusError, request: ApiRequest): HttpAnswer;
}

export interface AnswererOptions {
  /** The pipeline after authentication: `ApiServer.handle`. */
  handle(request: ApiRequest): Promise<ApiAnswer>;
  respond(answer: Exclude<ApiAnswer, { type: 'proxy' }>, request: ApiRequest): HttpAnswer;
  readonly authenticator: Authenticator;
  /** Asked whether one user may act as another. */
  readonly authorizer: Authorizer;
  readonly log: Logger;
}

/** What was thrown as a failure for clients; what is no Status goes to the log. */
export function failureOf(error: unknown, path: string | undefined, log: Logger): StatusError {
  if (error instanceof StatusError) return error;
  log.error('request failed', { path, error: messageOf(error) });
  return errors.internal(messageOf(error));
}

const statusAnswer = (error: StatusError): Extract<ApiAnswer, { type: 'object' }> => ({
  type: 'object',
  status: error.code,
  object: error.status,
});

/**
 * The answerer of the thread that has the store. It does not look at the request's signal, and never rejects: see
 * `untilAborted`.
 */
export function createAnswerer({ handle, respond, authenticator, authorizer, log }: AnswererOptions): Answerer {
  const refuse = (error: StatusError, request: ApiRequest): HttpAnswer => respond(statusAnswer(error), request);
  return {
    refuse,
    async answer({ request: head, certificate, impersonation }) {
      let authenticated = false;
      try {
        const { headers } = head;
        const asking = await authenticator.authenticate(
          certificate === undefined ? { headers } : { headers, certificate },
        );
        authenticated = asking.name !== anonymousUser.name;
        const user =
          impersonation === undefined ? asking : await impersonate(asking, headerValues(impersonation), authorizer);
        const request = { ...head, user };
        const answer = await handle(request);
        const reply: Reply = answer.type === 'proxy' ? answer : { type: 'bytes', bytes: respond(answer, request) };
        return { reply, authenticated };
      } catch (error) {
        return { reply: { type: 'bytes', bytes: refuse(failureOf(error, head.path, log), head) }, authenticated };
      }
    },
  };
}

/** `answerer` for callers in its own thread. What the pipeline writes asks for the signal, too. */
export function untilAborted({ answer, refuse }: Answerer): Answerer {
  return {
    refuse,
    answer(asked) {
      const { signal } = asked.request;
      return new Promise((resolve, reject) => {
        if (signal.aborted) reject(signal.reason);
        else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        answer(asked).then(resolve, reject);
      });
    },
  };
}
