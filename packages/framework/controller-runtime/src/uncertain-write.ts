/** Writes that failed without a definite answer: when the store can tell what became of them. Pure. */
import { NoResponseError, type ObjectRef } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';

/** What the server gives every write of a controller, seconds: the longest an admission webhook may take. */
export const writeTimeoutSeconds = 30;
/** How long a request may be on its way to the server before its time begins, milliseconds. */
const maxTransitMs = 5_000;
/** How long a store may still make a commit after it was given up: what etcd allows a proposal. Milliseconds. */
const maxCommitMs = 7_000;

/** A write as it was meant. */
export type Intent =
  | { readonly verb: 'create' }
  /** `over`: the version it was to replace; empty when any would do. */
  | { readonly verb: 'change'; readonly over: string }
  /** `uid`: of the object that was to go; empty when it was not known. */
  | { readonly verb: 'delete'; readonly uid: string };

export interface UncertainWrite {
  readonly ref: ObjectRef;
  readonly intent: Intent;
  /** How long it may still be made, milliseconds: after that the store shows all there will be of it. */
  readonly uncertainMs: number;
}

/**
 * How long a write that failed this way may still be made, milliseconds from now; undefined: it certainly was not. The
 * server says so by any failure of the client's (4xx); by one of its own it may have lost sight of the commit; and where
 * nobody answered, it may be at it until its time is over.
 */
export function uncertainMsAfter(error: unknown): number | undefined {
  if (error instanceof NoResponseError && !error.sent) return undefined;
  if (error instanceof StatusError && !(error instanceof NoResponseError))
    return error.code < 500 ? undefined : maxCommitMs;
  return maxTransitMs + writeTimeoutSeconds * 1000 + maxCommitMs;
}

/** Whether what stands in the store shows already that the write was made, or never can be. */
export function isResolved(intent: Intent, standing: KubeObject | undefined): boolean {
  const { uid, resourceVersion, deletionTimestamp } = standing?.metadata ?? {};
  switch (intent.verb) {
    case 'create':
      return standing !== undefined;
    case 'change':
      return standing === undefined || (intent.over !== '' && resourceVersion !== intent.over);
    case 'delete':
      return standing === undefined || deletionTimestamp !== undefined || (intent.uid !== '' && uid !== intent.uid);
  }
}
