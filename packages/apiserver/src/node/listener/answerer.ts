/** What becomes of a request once it has been read: who is asking, then the pipeline, then bytes. */
import { type Logger, messageOf } from '@kubets/base';
import { errors, StatusError } from '@kubets/machinery';
import type { Authenticator, Credentials } from '../../authentication/authenticator.ts';
import { impersonate } from '../../authentication/impersonation.ts';
import type { Authorizer } from '../../authorizer.ts';
import type { ApiAnswer, ApiRequest } from '../../request.ts';
import type { HttpAnswer } from '../../respond/respond.ts';
import { headerValues } from './read-request.ts';

/** A request as the front door has read it. */
export interface Asked {
  /** With nobody as its user. */
  readonly request: ApiRequest;
  readonly certificate: Credentials['certificate'] | undefined;
  /** Name, value, name, value as they came; given when the client wants to act as another user. */
  readonly impersonation: readonly string[] | undefined;
}

export type ProxyAnswer = Extract<ApiAnswer, { type: 'proxy' }>;
export type Reply = { readonly type: 'bytes'; readonly bytes: HttpAnswer } | ProxyAnswer;

/** Behind the front door: in the same thread, or across to the one that has the store. */
export interface Answerer {
  /** Never rejects while its thread lives: a failure is an answer. */
  answer(asked: Asked): Promise<Reply>;
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

export function createAnswerer({ handle, respond, authenticator, authorizer, log }: AnswererOptions): Answerer {
  const refuse = (error: StatusError, request: ApiRequest): HttpAnswer => respond(statusAnswer(error), request);
  return {
    refuse,
    async answer({ request: head, certificate, impersonation }) {
      try {
        const { headers } = head;
        const asking = await authenticator.authenticate(
          certificate === undefined ? { headers } : { headers, certificate },
        );
        const user =
          impersonation === undefined ? asking : await impersonate(asking, headerValues(impersonation), authorizer);
        const request = { ...head, user };
        const answer = await handle(request);
        return answer.type === 'proxy' ? answer : { type: 'bytes', bytes: respond(answer, request) };
      } catch (error) {
        return { type: 'bytes', bytes: refuse(failureOf(error, head.path, log), head) };
      }
    },
  };
}
