/** AdmissionReview: what is sent to a webhook and what its response says. Upstream: admission/plugin/webhook/request. */
import { defaultsTable, typeTable } from '@kubets/api/facts';
import type { AdmissionAttributes, AdmissionVersion } from '@kubets/apiserver/admission';
import { encodeJson } from '@kubets/machinery/json';
import type { KubeObject, Status } from '@kubets/machinery/meta';
import { compileType } from '@kubets/schema';
import { requestVariable } from '../cel/index.ts';

export type ReviewVersion = 'v1' | 'v1beta1';

const group = 'admission.k8s.io';
const kind = 'AdmissionReview';
const jsonPatchType = 'JSONPatch';

/** The first version of the list that this server knows; undefined if there is none. */
export function reviewVersion(accepted: readonly string[]): ReviewVersion | undefined {
  return accepted.find((each): each is ReviewVersion => each === 'v1' || each === 'v1beta1');
}

/** Encoded: `null` if there is none. Several webhooks share it. */
export interface EncodedObjects {
  readonly object: string;
  readonly oldObject: string;
}

export function encodedObjects(object: KubeObject | undefined, oldObject: KubeObject | undefined): EncodedObjects {
  return { object: encodeJson(object ?? null), oldObject: encodeJson(oldObject ?? null) };
}

export interface Review {
  readonly version: ReviewVersion;
  readonly uid: string;
  /** The version in which the webhook gets the objects. */
  readonly matched: AdmissionVersion;
  readonly objects: EncodedObjects;
}

/** The body of the request. The objects have been encoded already and are put into the text. */
export function reviewText(attributes: AdmissionAttributes, { version, uid, matched, objects }: Review): string {
  const request = encodeJson({ ...requestVariable(attributes, matched), uid });
  const { object, oldObject } = objects;
  const full = `${request.slice(0, -1)},"object":${object},"oldObject":${oldObject}}`;
  return `{"kind":"${kind}","apiVersion":"${group}/${version}","request":${full}}`;
}

export interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: Status;
  /** Base64. Only of mutating webhooks. */
  readonly patch?: string;
  readonly patchType?: string;
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
}

/** The response cannot be decoded (`undecodable`), or is not a valid response to the request. */
export class InvalidResponseError extends Error {
  override readonly name = 'InvalidResponseError';
  readonly undecodable: boolean;
  constructor(message: string, undecodable = false) {
    super(message);
    this.undecodable = undecodable;
  }
}

interface DecodedReview {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly response?: Partial<AdmissionResponse>;
}

/** Both versions have the same fields. */
function decoded(value: unknown): DecodedReview {
  const type = compileType('k8s.io/api/admission/v1.AdmissionReview', typeTable(), defaultsTable(), {});
  const read = type.decode(value);
  if (read.error !== undefined) throw new InvalidResponseError(read.error, true);
  return (read.value ?? {}) as DecodedReview;
}

function refuseOtherKind({ kind: given = '', apiVersion = '' }: DecodedReview, version: ReviewVersion): void {
  const expected = `${group}/${version}`;
  if (given === '' && apiVersion === '') return;
  if (given === kind && apiVersion !== expected && apiVersion.startsWith(`${group}/`)) {
    const from = apiVersion.slice(group.length + 1);
    const message = `converting (${from}.${kind}) to (${version}.${kind}): unknown conversion`;
    throw new InvalidResponseError(message, true);
  }
  if (given !== kind || apiVersion !== expected) {
    const message = `no kind ${JSON.stringify(given)} is registered for version ${JSON.stringify(apiVersion)}`;
    throw new InvalidResponseError(message, true);
  }
}

function refuseWrongPatch({ patch = '', patchType }: Partial<AdmissionResponse>, mutating: boolean): void {
  const invalid = (message: string): InvalidResponseError => new InvalidResponseError(message);
  if (!mutating) {
    if (patch !== '') throw invalid('validating webhook may not return response.patch');
    if (patchType !== undefined) throw invalid('validating webhook may not return response.patchType');
    return;
  }
  if (patch !== '' && patchType === undefined)
    throw invalid('webhook returned response.patch but not response.patchType');
  if (patch === '' && patchType !== undefined)
    throw invalid('webhook returned response.patchType but not response.patch');
  if (patchType === '') throw invalid('webhook returned invalid response.patchType of ""');
}

/** The old version did not check what identifies a response, and had one type of patch. */
function betaResponse(response: Partial<AdmissionResponse>, mutating: boolean): Partial<AdmissionResponse> {
  const { patch: _, patchType: __, ...rest } = response;
  return mutating && response.patch ? { ...rest, patch: response.patch, patchType: jsonPatchType } : rest;
}

function checked(review: DecodedReview, { version, uid }: Review, mutating: boolean): Partial<AdmissionResponse> {
  const { response, kind: given = '', apiVersion = '' } = review;
  if (response === undefined) throw new InvalidResponseError('webhook response was absent');
  if (version === 'v1beta1') return betaResponse(response, mutating);
  if (response.uid !== uid) {
    const message = `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`;
    throw new InvalidResponseError(message);
  }
  if (given !== kind || apiVersion !== `${group}/v1`) {
    const got = `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${given}`;
    throw new InvalidResponseError(`expected webhook response of ${group}/v1, Kind=${kind}, got ${got}`);
  }
  refuseWrongPatch(response, mutating);
  return response;
}

/** A failure that the webhook answers as a Status instead of a review. */
function refuseStatus(value: unknown): void {
  const { kind: given, status, message } = (value ?? {}) as Partial<Status>;
  if (given === 'Status' && status !== 'Success') throw new InvalidResponseError(message ?? 'unknown', true);
}

/** The response in a decoded body. Throws InvalidResponseError. */
export function responseIn(value: unknown, review: Review, mutating: boolean): AdmissionResponse {
  refuseStatus(value);
  const given = decoded(value);
  refuseOtherKind(given, review.version);
  return { uid: review.uid, allowed: false, ...checked(given, review, mutating) };
}

export { jsonPatchType };
