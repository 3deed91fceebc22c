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
  /** Without a user; its body has not been read yet (see `readBody`). */
  readonly request: ApiRequest;
  /** For an answerer in another thread. */
  readonly client?: AskingClient;
  readonly certificate: Credentials['certificate'] | undefined;
  /**
   * Name, value, name, value, as received; given if the client wants to impersonate another user, or is a front proxy:
   * these headers can be repeated.
   */
  readonly repeated: readonly string[] | undefined;
}

export interface AskingClient {
  /** The body, if it is small and has arrived already. Undefined otherwise. */
  earlyBody(): Promise<RequestBody | undefined>;
  /** Bytes of an answer's parts that may be in flight to the client. */
  readonly window: number;
  /** Whether bytes of an answer wait for the client. */
  hold(length: number): void;
  release(length: number): void;
}

export type ProxyAnswer = Extract<ApiAnswer, { type: 'proxy' }>;
export type Reply = { readonly type: 'bytes'; readonly bytes: HttpAnswer } | ProxyAnswer;

/** The answer to a request, and whether the request had valid credentials. */
export interface Answered {
  readonly reply: Reply;
  readonly authenticated: boolean;
}

/** Behind the front door: in the same thread, or in the thread that has the store. */
export interface Answerer {
  /**
   * A failure is an answer. Rejects with the reason of the request's signal once that has aborted; after that nothing
   * is written.
   */
  answer(asked: Asked): Promise<Answered>;
  /** A failure before the pipeline, in the format that the request asks for. */
  refuse(error: StatusError, request: ApiRequest): HttpAnswer;
}

export interface AnswererOptions {
  /** The pipeline after authentication: `ApiServer.handle`. */
  handle(request: ApiRequest): Promise<ApiAnswer>;
  respond(answer: Exclude<ApiAnswer, { type: 'proxy' }>, request: ApiRequest): HttpAnswer;
  readonly authenticator: Authenticator;
  /** Decides whether one user may impersonate another. */
  readonly authorizer: Authorizer;
  readonly log: Logger;
}

/** Converts an error to a failure for clients; what is not a Status is logged. */
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
 * The answerer of the thread that has the store. It does not check the request's signal, and never rejects: see
 * `untilAborted`.
 */
export function createAnswerer({ handle, respond, authenticator, authorizer, log }: AnswererOptions): Answerer {
  const refuse = (error: StatusError, request: ApiRequest): HttpAnswer => respond(statusAnswer(error), request);
  return {
    refuse,
    async answer({ request: head, certificate, repeated }) {
      let authenticated = false;
      try {
        const { headers } = head;
        const values = repeated === undefined ? undefined : headerValues(repeated);
        const asking = await authenticator.authenticate({
          headers,
          ...(certificate === undefined ? {} : { certificate }),
          ...(values === undefined ? {} : { values }),
        });
        authenticated = asking.name !== anonymousUser.name;
        const user = values === undefined ? asking : await impersonate(asking, values, authorizer);
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

/** `answerer` for callers in its own thread. What the pipeline writes also checks the signal. */
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
