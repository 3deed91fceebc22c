/** Decodes the response of a webhook. A long one is decoded in steps: it comes from outside and must not block. */
import { nextTurn } from '@kubets/base';
import { decodeJson, jsonReader, maxJsonDepth, outlineJson } from '@kubets/machinery/json';
import { WebhookCallError } from './webhook-client.ts';

/** JSON values that are decoded at once; about a millisecond. */
const fewValues = 5_000;
/** More than any response to an allowed request needs. */
const maxValues = 2_000_000;

async function inSteps(bytes: Uint8Array, signal: AbortSignal): Promise<unknown> {
  const reader = jsonReader(bytes);
  for (;;) {
    const read = reader.readSome(fewValues);
    if (read !== undefined) return read.value;
    await nextTurn();
    signal.throwIfAborted();
  }
}

/** Rejects with a WebhookCallError if it is not JSON, and with the signal's reason when that aborts. */
export async function decodeResponse(bytes: Uint8Array, signal: AbortSignal): Promise<unknown> {
  const { values, depth } = outlineJson(bytes);
  if (values > maxValues) throw new WebhookCallError(`the response has more than ${maxValues} values`);
  try {
    return values > fewValues || depth > maxJsonDepth ? await inSteps(bytes, signal) : decodeJson(bytes).value;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new WebhookCallError(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}
