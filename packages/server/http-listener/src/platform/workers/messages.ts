/** The messages between a listener worker and the thread of the store. Each request has an ID. */

import type { HttpAnswer } from '@kubets/apiserver/responses';
import type { LogLine } from '@kubets/base';
import type { Status } from '@kubets/machinery/meta';
import type { Asked, ProxyAnswer } from '../front-door/answerer.ts';
import type { DoorOptions } from '../front-door/front-door.ts';

/** The data that a worker starts with. */
export type WorkerTask = Omit<DoorOptions, 'clock' | 'log'>;

/** A URL cannot be sent to another thread. */
type WithoutTarget<A> = A extends ProxyAnswer ? Omit<A, 'target'> : never;

const maxFirstWindowBytes = 64 * 1024;

/**
 * Bytes of an answer that may be in flight before its client has read any: few, since they are copied, and some clients
 * request much and read nothing. Reads are acknowledged at the latest after a quarter of it, later of the window.
 */
export const firstWindow = (window: number): number => Math.min(window, maxFirstWindowBytes);

export type FromWorker =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  /** Its bytes are the body, if the body has been read. */
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
      readonly repeated: Asked['repeated'];
      /** The body has not been read: it has to be asked for. */
      readonly bodyWaits: boolean;
      /** Bytes of the answer's parts that may be in flight to the worker and not yet read by the client. */
      readonly window: number;
    }
  /** Its bytes are the body that was asked for; without bytes, there was none. */
  | { readonly type: 'body'; readonly id: number }
  | { readonly type: 'noBody'; readonly id: number; readonly why: Status }
  /** The answer is no longer needed. Always acknowledged, by `dropped` at the latest. */
  | { readonly type: 'drop'; readonly id: number }
  /** The client has read this many bytes of a stream; from now on `window` of them may be in flight. */
  | { readonly type: 'taken'; readonly id: number; readonly length: number; readonly window: number }
  | { readonly type: 'log'; readonly line: LogLine }
  | { readonly type: 'closed' };

export type ToWorker =
  /** The request is allowed: its body is needed. */
  | { readonly type: 'wantBody'; readonly id: number }
  /** The complete answer, its body in the message's bytes; without bytes, the head of a stream. */
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly status: number;
      readonly headers: HttpAnswer['headers'];
      readonly authenticated: boolean;
    }
  /** Nothing more is written for the request that the worker has dropped. */
  | { readonly type: 'dropped'; readonly id: number }
  | { readonly type: 'part'; readonly id: number }
  /** The end of a stream; the client must see if it was aborted. */
  | { readonly type: 'end'; readonly id: number; readonly broken: boolean }
  | {
      readonly type: 'proxy';
      readonly id: number;
      readonly authenticated: boolean;
      readonly target: string;
      readonly answer: WithoutTarget<ProxyAnswer>;
    }
  | { readonly type: 'close'; readonly grace: number };
