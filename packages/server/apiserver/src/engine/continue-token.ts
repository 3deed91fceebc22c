/** The continue token of a paged list, in upstream's format, which some clients decode. */

import { fromBase64Url, toBase64Url } from '@kubets/base';
import { errors, StatusError, statusError } from '@kubets/machinery/status-error';

export interface ContinueToken {
  /** The revision of the first page; -1: continue with the newest state. */
  readonly revision: number;
  /** The key, below the resource's prefix, after which the next page begins. */
  readonly after: string;
}

const tokenVersion = 'meta.k8s.io/v1';

export function encodeContinue(token: ContinueToken): string {
  const text = JSON.stringify({ v: tokenVersion, rv: token.revision, start: `${token.after}\u0000` });
  return toBase64Url(new TextEncoder().encode(text));
}

/** Throws BadRequest if it is not such a token. */
export function decodeContinue(text: string): ContinueToken {
  const refuse = (why: string): StatusError => errors.badRequest(`continue key is not valid: ${why}`);
  let parsed: { v?: unknown; rv?: unknown; start?: unknown } | null;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64Url(text)));
  } catch {
    throw refuse('illegal base64 data or JSON');
  }
  if (parsed === null || typeof parsed !== 'object') throw refuse('not an object');
  if (parsed.v !== tokenVersion) {
    throw refuse(`server does not recognize this encoded version ${JSON.stringify(parsed.v)}`);
  }
  const { rv, start } = parsed;
  if (!Number.isSafeInteger(rv) || rv === 0)
    throw refuse('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '') throw refuse('continue key is empty (version meta.k8s.io/v1)');
  if (`/${start}`.split('/').some((part) => part === '..')) throw refuse(start);
  return { revision: rv as number, after: start.endsWith('\u0000') ? start.slice(0, -1) : start };
}

/** The page's revision is compacted: Expired, with a token that continues inconsistently from the newest state. */
export function continueExpired(after: string): StatusError {
  const { status } = statusError(
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
      'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
      'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
      'deleted between the time the first chunk was returned and now may show up in the list.',
  );
  return new StatusError({ ...status, metadata: { continue: encodeContinue({ revision: -1, after }) } });
}
