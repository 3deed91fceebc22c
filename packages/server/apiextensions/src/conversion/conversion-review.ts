/** ConversionReviews: what a conversion webhook is asked, and what it answers. Pure. */
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';

const group = 'apiextensions.k8s.io';

/** The first of the versions that this server knows; undefined if there is none. */
export function reviewVersion(versions: readonly string[]): 'v1' | 'v1beta1' | undefined {
  return versions.find((each): each is 'v1' | 'v1beta1' => each === 'v1' || each === 'v1beta1');
}

export function conversionReview(
  version: 'v1' | 'v1beta1',
  uid: string,
  objects: readonly KubeObject[],
  desiredAPIVersion: string,
): Plain {
  return { kind: 'ConversionReview', apiVersion: `${group}/${version}`, request: { uid, desiredAPIVersion, objects } };
}

/** The objects of the answer, or why there are none. Answers of v1 must name their kind and the request, as upstream. */
export function reviewedObjects(
  version: 'v1' | 'v1beta1',
  uid: string,
  answer: unknown,
): readonly unknown[] | { readonly error: string } {
  const review = isPlain(answer) ? answer : {};
  const [apiVersion, kind] = [own(review, 'apiVersion'), own(review, 'kind')];
  if (version === 'v1' && (apiVersion !== `${group}/v1` || kind !== 'ConversionReview')) {
    const found = `${typeof apiVersion === 'string' ? apiVersion : ''}, Kind=${typeof kind === 'string' ? kind : ''}`;
    return { error: `expected webhook response of ${group}/v1, Kind=ConversionReview, got ${found}` };
  }
  const response = own(review, 'response');
  if (!isPlain(response)) return { error: 'no response provided' };
  const answered = own(response, 'uid');
  if (version === 'v1' && answered !== uid) {
    const shown = JSON.stringify(typeof answered === 'string' ? answered : '');
    return { error: `expected response.uid=${JSON.stringify(uid)}, got ${shown}` };
  }
  const given = own(response, 'result');
  const result = isPlain(given) ? given : {};
  const status = own(result, 'status');
  if (status !== 'Success') {
    const message = own(result, 'message');
    if (typeof message === 'string' && message !== '') return { error: message };
    return { error: `response.result.status was '${typeof status === 'string' ? status : ''}', not 'Success'` };
  }
  const objects = own(response, 'convertedObjects');
  return Array.isArray(objects) ? objects : [];
}
