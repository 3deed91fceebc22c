/** Patches: applies a PATCH to the current object. */
import type { ResourceDefinition } from '@kubets/api';
import { typeNameOfKind, typeTable } from '@kubets/api/facts';
import { nextTurn } from '@kubets/base';
import { fieldError } from '@kubets/machinery/field-error';
import { encodeJson, strictMessages } from '@kubets/machinery/json';
import { apiVersionOf, type KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { applyMergePatch, applyStrategicMergePatch, jsonPatchSteps } from '@kubets/patch';
import type { CompiledType } from '@kubets/schema';
import type { ApiRequest } from '../requests/request.ts';
import { BodySyntaxError, type DecodedBody, decodeBody, mediaTypeOf } from './body.ts';
import { goText } from './go-text.ts';
import {
  applyStrictness,
  checkName,
  type DecodeContext,
  finished,
  inNamespace,
  type WantedKind,
  warnOfDisabled,
} from './object.ts';
import { inSlices } from './slices.ts';

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

const typesByContent: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** Throws UnsupportedMediaType if the content type is not that of a patch. Custom resources have no strategic patch. */
export function patchTypeOf(contentType: string | undefined, { custom }: ResourceDefinition): PatchType {
  const media = mediaTypeOf(contentType);
  const type = Object.hasOwn(typesByContent, media) ? typesByContent[media] : undefined;
  if (type !== undefined && (type !== 'strategic' || custom === undefined)) return type;
  const accepted = Object.keys(typesByContent).filter(
    (each) => custom === undefined || typesByContent[each] !== 'strategic',
  );
  throw errors.unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
}

/** Parses the patch. JSON is accepted for YAML, since it is YAML. */
export async function readPatch(request: ApiRequest, type: PatchType): Promise<DecodedBody> {
  try {
    const contentType = type === 'apply' ? 'application/apply-patch+yaml' : 'application/json';
    const body = await decodeBody(request.body, contentType, request.signal);
    // A few copies can make a small document large.
    return type === 'json' ? { ...body, large: true } : body;
  } catch (error) {
    if (!(error instanceof BodySyntaxError)) throw error;
    throw errors.badRequest(
      type === 'apply'
        ? `error decoding YAML: error converting YAML to JSON: ${error.message}`
        : `error decoding patch: ${error.message}`,
    );
  }
}

/** Why the patch cannot be an object, as Go's decoder reports it; undefined for an object, and for null. */
function notAnObject(patch: unknown): string | undefined {
  if (typeof patch === 'object' && !Array.isArray(patch)) return undefined;
  const type = Array.isArray(patch) ? 'array' : typeof patch === 'boolean' ? 'bool' : typeof patch;
  return `json: cannot unmarshal ${type === 'bigint' ? 'number' : type} into Go value of type map[string]interface {}`;
}

function patched(
  document: KubeObject,
  type: PatchType,
  patch: unknown,
  schema: CompiledType,
  { validation, signal }: PatchContext,
): unknown {
  if (type === 'json') {
    const step = jsonPatchSteps(document, patch);
    const first = step();
    return first === undefined ? inSlices(step, signal).then((done) => done.document) : first.document;
  }
  const why = notAnObject(patch);
  if (type === 'merge') {
    // Upstream decodes it into a map only to find unknown fields.
    if (why !== undefined && validation !== 'Ignore') throw errors.badRequest(`error decoding patch: ${why}`);
    return applyMergePatch(document, patch);
  }
  if (why !== undefined) throw errors.badRequest(why);
  return applyStrategicMergePatch({ ...document }, { ...(patch as object | null) }, schema.node, typeTable());
}

export interface PatchContext extends DecodeContext {
  /** Aborts when the result is no longer needed. */
  readonly signal: AbortSignal;
}

export interface PatchTarget {
  readonly wanted: WantedKind;
  readonly type: CompiledType;
  readonly strategy: Parameters<typeof finished>[4];
  readonly namespace: string;
  readonly name: string;
}

/** `k8s.io/api/apps/v1.Deployment` as `apps` and `v1`. */
function packageOf(typeName: string): readonly [internal: string, version: string] {
  const [internal = '', version = ''] = typeName.slice(0, typeName.lastIndexOf('.')).split('/').slice(-2);
  return [internal, version];
}

/**
 * Why a patched document is no longer an object of the wanted kind; undefined if it is one. A strategic merge patch
 * works on the typed object and ignores kind and apiVersion.
 */
function otherKind(document: unknown, wanted: WantedKind): string | undefined {
  const expected = apiVersionOf(wanted);
  const { apiVersion, kind } = document as KubeObject;
  if ((apiVersion || expected) === expected && (kind || wanted.kind) === wanted.kind) return undefined;
  const found = typeNameOfKind(apiVersion || expected, kind || wanted.kind);
  const own = typeNameOfKind(expected, wanted.kind);
  if (found === undefined || own === undefined)
    return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;
  const from = `${packageOf(found)[1]}.${kind}`;
  return `converting (${from}) to (${packageOf(own)[0]}.${wanted.kind}): unknown conversion`;
}

/** The patched object, decoded and defaulted. Throws BadRequest or Invalid with upstream's messages. */
export async function applyPatch(
  current: KubeObject,
  patchType: PatchType,
  patch: DecodedBody,
  target: PatchTarget,
  context: PatchContext,
): Promise<KubeObject> {
  const document = await patched(current, patchType, patch.value, target.type, context);
  if (patch.large) await nextTurn();
  const decoded = target.type.decode(document);
  const refuse = (why: string): Error => {
    const shown = patchType === 'strategic' ? goText(patch.value) : encodeJson(document);
    return errors.invalid({ group: '', kind: '' }, '', [fieldError.invalid('patch', shown, why)]);
  };
  if (decoded.error !== undefined) throw refuse(decoded.error);
  const other = patchType === 'strategic' ? undefined : otherKind(document, target.wanted);
  if (other !== undefined) throw refuse(other);
  const found = [...patch.complaints, ...strictMessages({ unknown: decoded.unknown })];
  applyStrictness(patchType === 'json' ? found.map((each) => `json patch ${each}`) : found, context, (why) =>
    refuse(`strict decoding error: ${why}`),
  );
  warnOfDisabled(decoded, context);
  if (patch.large) await nextTurn();
  const object = finished(decoded.value, target.wanted, target.type, context, target.strategy);
  return checked(object, target);
}

/** The result must still be the object of the path. */
export function checked(object: KubeObject, target: PatchTarget): KubeObject {
  const placed = inNamespace(object, target.namespace);
  checkName(placed, target.name);
  return placed;
}
