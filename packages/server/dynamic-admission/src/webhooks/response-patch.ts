/** Applies the JSON patch in the response of a mutating webhook. */
import type { AdmissionVersion } from '@kubets/apiserver/admission';
import { deepEqual, fromBase64, messageOf, nextTurn } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors, StatusError } from '@kubets/machinery/status-error';
import { jsonPatchSteps } from '@kubets/patch';
import { decodeResponse } from '@kubets/webhook';
import { type AdmissionResponse, jsonPatchType } from './admission-review.ts';
import { FailedCallError } from './webhook-failures.ts';

export interface Patched {
  readonly object: KubeObject;
  readonly patch: readonly unknown[];
  readonly changed: boolean;
}

async function operationsOf(webhook: string, patch: string, signal: AbortSignal): Promise<readonly unknown[]> {
  const undecodable = (why: string): FailedCallError =>
    new FailedCallError(webhook, `received undecodable patch in webhook response: ${why}`, { code: 503 });
  let value: unknown;
  try {
    value = await decodeResponse(fromBase64(patch), signal);
  } catch (error) {
    throw undecodable(messageOf(error));
  }
  if (value === null) return [];
  if (!Array.isArray(value)) throw undecodable('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  return value;
}

/** What the library says, which clients that send a patch themselves do not see. */
function reasonOf(error: unknown): string {
  return error instanceof StatusError && error.cause instanceof Error ? error.cause.message : messageOf(error);
}

async function applied(object: KubeObject, patch: readonly unknown[], signal: AbortSignal): Promise<unknown> {
  const step = jsonPatchSteps(object, patch);
  for (;;) {
    const done = step();
    if (done !== undefined) return done.document;
    await nextTurn();
    signal.throwIfAborted();
  }
}

/**
 * The patched object, in the version of the webhook; undefined if the response has no patch. Rejects with a
 * FailedCallError if the patch cannot be decoded, and with InternalError if it cannot be applied.
 */
export async function patchedBy(
  webhook: string,
  { patch = '', patchType = '' }: AdmissionResponse,
  object: KubeObject | undefined,
  version: AdmissionVersion,
  signal: AbortSignal,
): Promise<Patched | undefined> {
  if (patch === '') return undefined;
  const operations = await operationsOf(webhook, patch, signal);
  if (operations.length === 0) return undefined;
  if (object === undefined)
    throw errors.internal(
      `admission webhook ${JSON.stringify(webhook)} attempted to modify the object, which is not supported for this operation`,
    );
  if (patchType !== jsonPatchType)
    throw new FailedCallError(webhook, `unsupported patch type ${JSON.stringify(patchType)}`, { code: 400 });
  try {
    const decoded = version.decode(await applied(object, operations, signal));
    return { object: decoded, patch: operations, changed: !deepEqual(object, decoded) };
  } catch (error) {
    throw errors.internal(reasonOf(error));
  }
}
