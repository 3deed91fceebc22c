/** Patches: what a PATCH makes of the object that stands. */
import { typeTable } from '@kubets/api';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  type CompiledType,
  encodeJson,
  errors,
  fieldError,
  type KubeObject,
  strictMessages,
} from '@kubets/machinery';
import type { ApiRequest } from '../request.ts';
import { BodySyntaxError, type DecodedBody, decodeBody, mediaTypeOf, type YamlReader } from './body.ts';
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

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

const typesByContent: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** Throws UnsupportedMediaType for a content type that is no patch. */
export function patchTypeOf(contentType: string | undefined): PatchType {
  const media = mediaTypeOf(contentType);
  if (Object.hasOwn(typesByContent, media)) return typesByContent[media] as PatchType;
  throw errors.unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${Object.keys(typesByContent).join(', ')}`,
  );
}

/** Reads the patch. JSON may stand where YAML is expected, as it is YAML. */
export function readPatch(request: ApiRequest, type: PatchType, readYaml: YamlReader): DecodedBody {
  try {
    return decodeBody(request.body, type === 'apply' ? 'application/yaml' : 'application/json', readYaml);
  } catch (error) {
    if (!(error instanceof BodySyntaxError)) throw error;
    throw errors.badRequest(
      type === 'apply' ? `error decoding YAML: ${error.message}` : `error decoding patch: ${error.message}`,
    );
  }
}

function patched(document: KubeObject, type: PatchType, patch: unknown, schema: CompiledType): unknown {
  if (type === 'json') return applyJsonPatch(document, patch);
  if (type === 'merge') return applyMergePatch(document, patch);
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    const what = Array.isArray(patch) ? 'array' : typeof patch;
    throw errors.badRequest(`json: cannot unmarshal ${what} into Go value of type map[string]interface {}`);
  }
  return applyStrategicMergePatch({ ...document }, { ...patch }, schema.node, typeTable());
}

export interface PatchTarget {
  readonly wanted: WantedKind;
  readonly type: CompiledType;
  readonly strategy: Parameters<typeof finished>[4];
  readonly namespace: string;
  readonly name: string;
}

/** The patched object, decoded and defaulted. Throws BadRequest or Invalid in upstream's words. */
export function applyPatch(
  current: KubeObject,
  patchType: PatchType,
  patch: DecodedBody,
  target: PatchTarget,
  context: DecodeContext,
): KubeObject {
  const document = patched(current, patchType, patch.value, target.type);
  const decoded = target.type.decode(document);
  const refuse = (why: string): Error => {
    const shown = patchType === 'strategic' ? goText(patch.value) : encodeJson(document);
    return errors.invalid({ group: '', kind: '' }, '', [fieldError.invalid('patch', shown, why)]);
  };
  if (decoded.error !== undefined) throw refuse(decoded.error);
  const found = strictMessages({ duplicates: patch.duplicates, unknown: decoded.unknown });
  applyStrictness(patchType === 'json' ? found.map((each) => `json patch ${each}`) : found, context, refuse);
  warnOfDisabled(decoded, context);
  const object = finished(decoded.value, target.wanted, target.type, context, target.strategy);
  return checked(object, target);
}

/** The outcome must still be the object of the path. */
export function checked(object: KubeObject, target: PatchTarget): KubeObject {
  const placed = inNamespace(object, target.namespace);
  checkName(placed, target.name);
  return placed;
}
