/** Writes that failed with an unknown outcome: how long they may still happen, and when the outcome is known. Pure. */
import { NoResponseError, type ObjectRef } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';

/** The server's time limit for the writes of controllers: the maximum timeout of an admission webhook. */
export const writeTimeoutSeconds = 30;
/** How long a request may take to reach the server. */
const maxTransitMs = 5_000;
/** How long a store may still commit after the server stopped waiting: etcd's timeout for a proposal. */
const maxCommitMs = 7_000;

/** The intended write. */
export type Intent =
  | { readonly verb: 'create' }
  /** `over`: the version to replace; empty for any. */
  | { readonly verb: 'change'; readonly over: string }
  /** `uid`: that of the object to delete; empty if unknown. */
  | { readonly verb: 'delete'; readonly uid: string };

export interface UncertainWrite {
  readonly ref: ObjectRef;
  readonly intent: Intent;
  /** How long the write may still happen, in milliseconds. After that, the store shows its outcome. */
  readonly uncertainMs: number;
}

/**
 * How long a write that failed with this error may still happen, in milliseconds from now; undefined if it certainly did not. A 4xx
 * response excludes it. After a 5xx response the commit may still be in progress. Without a response the server may work on it until
 * its time limit.
 */
export function uncertainMsAfter(error: unknown): number | undefined {
  if (error instanceof NoResponseError && !error.sent) return undefined;
  if (error instanceof StatusError && !(error instanceof NoResponseError))
    return error.code < 500 ? undefined : maxCommitMs;
  return maxTransitMs + writeTimeoutSeconds * 1000 + maxCommitMs;
}

/** Whether the object in the store shows that the write happened or never can. */
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
