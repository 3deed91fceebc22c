/** The messages between a listener worker and the thread of the store. Each request has an ID. */

import type { HttpAnswer } from '@kubets/apiserver/responses';
import type { LogLine } from '@kubets/base';
import type { Status } from '@kubets/machinery/meta';
import type { Asked } from '../front-door/answerer.ts';
import type { DoorOptions } from '../front-door/front-door.ts';

/** What a worker starts with. */
export type WorkerTask = Omit<DoorOptions, 'clock' | 'log'>;

const maxFirstWindowBytes = 64 * 1024;

/**
 * Bytes of an answer that may be under way before its client has taken any: little, for copies are made of them, and some
 * clients ask for much and read nothing. A quarter of it, and later of the window, is told as taken at the latest.
 */
export const firstWindow = (window: number): number => Math.min(window, maxFirstWindowBytes);

export type FromWorker =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  /** Its bytes are the body, where it is not with the client still. */
  | {
      readonly type: 'ask';
      readonly id: number;
      readonly method: string;
      readonly path: string;
      readonly query: string;
      /** Name, value, name, value. */
      readonly headers: readonly string[];
      readonly remoteAddress: string;
      readonly upgrade: boolean;
      readonly certificate: Asked['certificate'];
      readonly impersonation: Asked['impersonation'];
      /** The body is with the client: it has to be asked for. */
      readonly bodyWaits: boolean;
      /** Bytes of the answer's parts that may be under way to the worker and not yet taken by the client. */
      readonly window: number;
    }
  /** Its bytes are the body that was asked for; without any, there was none. */
  | { readonly type: 'body'; readonly id: number }
  | { readonly type: 'noBody'; readonly id: number; readonly why: Status }
  /** Nobody wants the answer any more. Always answered, by `dropped` at the latest. */
  | { readonly type: 'drop'; readonly id: number }
  /** So many bytes of a stream have gone to the client, and `window` of them may be under way from now on. */
  | { readonly type: 'taken'; readonly id: number; readonly length: number; readonly window: number }
  | { readonly type: 'log'; readonly line: LogLine }
  | { readonly type: 'closed' };

export type ToWorker =
  /** The request is allowed: its body is wanted. */
  | { readonly type: 'wantBody'; readonly id: number }
  /** The whole answer, its body in the message's bytes; or, without bytes, the head of a stream. */
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly status: number;
      readonly headers: HttpAnswer['headers'];
      readonly authenticated: boolean;
    }
  /** Nothing is written any more for what the worker has dropped. */
  | { readonly type: 'dropped'; readonly id: number }
  | { readonly type: 'part'; readonly id: number }
  /** The end of a stream; one that is broken off must look so to the client. */
  | { readonly type: 'end'; readonly id: number; readonly broken: boolean }
  | {
      readonly type: 'proxy';
      readonly id: number;
      readonly authenticated: boolean;
      readonly target: string;
      /** Absent for what is no kubelet. */
      readonly node: string | undefined;
      readonly contentOnly: boolean;
    }
  | { readonly type: 'close'; readonly grace: number };
