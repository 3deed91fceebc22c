/** Conversion of custom resources by a webhook. */
import type { CustomResourceDefinition } from '@kubets/api';
import { fromBase64, nextTurn, type Random } from '@kubets/base';
import { encodeJson } from '@kubets/machinery/json';
import { type KubeObject, parseApiVersion } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';
import { decodeResponse, WebhookCallError, type WebhookClient } from '@kubets/webhook';
import { conversionReview, reviewedObjects, reviewVersion } from './conversion-review.ts';
import { convertedObject } from './converted-object.ts';
import type { Converter } from './converter.ts';

export interface WebhookConverterParts {
  readonly client: WebhookClient;
  readonly random: Random;
  /** Ends the calls of a server that stops. */
  readonly signal: AbortSignal;
}

/** Upstream has no limit. */
const timeoutMs = 30_000;
const minResponseBytes = 3 * 1024 * 1024;
/** Converted objects that are checked in one turn of the event loop. */
const checksPerTurn = 50;

/** An error without a reason, as upstream's. */
function failure(message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}

/** `example.com/v1, Kind=Gadget`. */
function shownKind(apiVersion: string, kind: string): string {
  const parsed = parseApiVersion(apiVersion);
  return `${parsed === undefined ? apiVersion : `${parsed.group}/${parsed.version}`}, Kind=${kind}`;
}

/** The converter of a definition with the strategy Webhook. */
export function webhookConverter(crd: CustomResourceDefinition, parts: WebhookConverterParts): Converter {
  const { names, conversion } = crd.spec;
  const { clientConfig = {}, conversionReviewVersions = [] } = conversion?.webhook ?? {};
  const version = reviewVersion(conversionReviewVersions);
  const config = { ...clientConfig, caBundle: withoutBlank(clientConfig.caBundle ?? '') };
  const call = async (body: string): Promise<unknown> => {
    const maxResponseBytes = Math.max(minResponseBytes, 2 * body.length);
    const { client, signal } = parts;
    return decodeResponse(await client.post({ config, body, timeoutMs, signal, maxResponseBytes }), signal);
  };
  const convert = async (objects: readonly KubeObject[], apiVersion: string): Promise<readonly KubeObject[]> => {
    if (version === undefined) throw failure('no supported conversion review versions');
    const [first] = objects;
    const single = objects.length === 1 ? first : undefined;
    const listKind = names.listKind ?? `${names.kind}List`;
    const shown =
      single === undefined ? shownKind(apiVersion, listKind) : shownKind(single.apiVersion ?? '', names.kind);
    const uid = parts.random.uuid();
    const wanted = objects.filter((object) => object.apiVersion !== apiVersion);
    const answer = await call(encodeJson(conversionReview(version, uid, wanted, apiVersion))).catch(
      (error: unknown) => {
        if (error instanceof WebhookCallError)
          throw failure(`conversion webhook for ${shown} failed: ${error.message}`);
        throw error;
      },
    );
    const returned = reviewedObjects(version, uid, answer);
    if ('error' in returned) throw failure(`conversion webhook for ${shown} failed: ${returned.error}`);
    if (returned.length !== wanted.length) {
      const counts = `${returned.length} objects, expected ${wanted.length}`;
      throw failure(`conversion webhook for ${shown} returned ${counts}`);
    }
    const converted: KubeObject[] = [];
    let next = 0;
    for (const object of objects) {
      if (object.apiVersion === apiVersion) {
        converted.push(object);
        continue;
      }
      if (next > 0 && next % checksPerTurn === 0) await nextTurn();
      const result = convertedObject(object, returned[next], apiVersion);
      if ('error' in result) throw failure(refusal(shown, result, single === undefined ? next : undefined));
      converted.push(result.object);
      next += 1;
    }
    return converted;
  };
  return {
    convert: (objects, apiVersion) =>
      objects.every((object) => object.apiVersion === apiVersion) ? objects : convert(objects, apiVersion),
  };
}

/** `index`: of an object in a list. */
function refusal(
  shown: string,
  { error, metadata }: { readonly error: string; readonly metadata?: true },
  index: number | undefined,
): string {
  const head = `conversion webhook for ${shown} returned invalid`;
  if (index !== undefined) {
    return `${head} ${metadata ? 'metadata in' : 'converted'} object at index ${index}: ${error}`;
  }
  if (metadata) return `${head} metadata: ${error}`;
  return error.startsWith('must have') ? `${head} object: ${error}` : `${head} object at index 0: ${error}`;
}

/** A bundle of blanks counts as none. */
function withoutBlank(bundle: string): string {
  try {
    return new TextDecoder().decode(fromBase64(bundle)).trim() === '' ? '' : bundle;
  } catch {
    return bundle;
  }
}
