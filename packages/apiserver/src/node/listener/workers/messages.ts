/** What a listener's worker thread and the thread that has the store say to each other. Requests have numbers. */
import type { LogLine } from '@kubets/base';
import type { HttpAnswer } from '../../../respond/respond.ts';
import type { Asked } from '../answerer.ts';
import type { DoorOptions } from '../front-door.ts';

/** What a worker starts with. */
export type WorkerTask = Omit<DoorOptions, 'clock' | 'log'>;

/** Bytes of an answer's parts that are under way to a worker and not yet taken by the client. */
export const streamWindow = 512 * 1024;

export type FromWorker =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  /** Its bytes are the body. */
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
    }
  /** Nobody wants the answer any more. */
  | { readonly type: 'drop'; readonly id: number }
  /** So many bytes of a stream have gone to the client. */
  | { readonly type: 'taken'; readonly id: number; readonly length: number }
  | { readonly type: 'log'; readonly line: LogLine }
  | { readonly type: 'closed' };

export type ToWorker =
  /** The whole answer, its body in the message's bytes; or, without bytes, the head of a stream. */
  | { readonly type: 'answer'; readonly id: number; readonly status: number; readonly headers: HttpAnswer['headers'] }
  | { readonly type: 'part'; readonly id: number }
  /** The end of a stream; one that is broken off must look so to the client. */
  | { readonly type: 'end'; readonly id: number; readonly broken: boolean }
  | {
      readonly type: 'proxy';
      readonly id: number;
      readonly target: string;
      /** Absent for what is no kubelet. */
      readonly node: string | undefined;
      readonly contentOnly: boolean;
    }
  | { readonly type: 'close'; readonly grace: number };
