/**
 * Decodes a body into an object of the expected kind: checks version and kind, applies field validation, sets defaults.
 */
import type { ResourceDefinition } from '@kubets/api';
import { nextTurn } from '@kubets/base';
import { strictMessages } from '@kubets/machinery/json';
import { apiVersionOf, type KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import type { CompiledType, Decoded } from '@kubets/schema';
import type { ApiRequest } from '../requests/request.ts';
import { BodySyntaxError, type DecodedBody, decodeBody } from './body.ts';
import type { FieldValidation } from './request-options.ts';

/** What a body must contain. */
export interface WantedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface DecodeContext {
  readonly validation: FieldValidation;
  /** RFC 3339, seconds. */
  readonly now: string;
  warn(message: string): void;
}

type Fields = Readonly<Record<string, unknown>>;
type Strategy = Pick<ResourceDefinition['strategy'], 'default'>;

function cannotBeHandled(kind: string, apiVersion: string, wanted: WantedKind, why: string): Error {
  const version = apiVersion.slice(apiVersion.lastIndexOf('/') + 1);
  return errors.badRequest(
    `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${wanted.kind}: ${why}`,
  );
}

/** For a body that could not be parsed. */
function unrecognized(error: BodySyntaxError, wanted: WantedKind): Error {
  const why = error.format === 'yaml' ? error.message : `couldn't get version/kind; json parse error: ${error.message}`;
  return errors.badRequest(
    `the object provided is unrecognized (must be of type ${wanted.kind}): ${why} (${error.excerpt})`,
  );
}

/** The body of a request, which must be of the wanted kind; parse errors name that kind. */
export function readFor(wanted: WantedKind, { body, headers, signal }: ApiRequest): DecodedBody | Promise<DecodedBody> {
  const failure = (error: unknown): unknown => (error instanceof BodySyntaxError ? unrecognized(error, wanted) : error);
  let read: DecodedBody | Promise<DecodedBody>;
  try {
    read = decodeBody(body, headers['content-type'], signal);
  } catch (error) {
    throw failure(error);
  }
  if (!(read instanceof Promise)) return read;
  return read.catch((error: unknown) => {
    throw failure(error);
  });
}

function fieldsOf(body: DecodedBody, wanted: WantedKind): Fields {
  const { value } = body;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  const what = Array.isArray(value) ? 'array' : typeof value;
  const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${what} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
  throw errors.badRequest(
    `the object provided is unrecognized (must be of type ${wanted.kind}): ${why} (${body.excerpt()})`,
  );
}

/** Absent apiVersion and kind default to the wanted ones. */
function checkKind(fields: Fields, wanted: WantedKind): void {
  const expected = apiVersionOf(wanted);
  const apiVersion = fields.apiVersion || expected;
  const kind = fields.kind || wanted.kind;
  for (const [name, value] of [['apiVersion', apiVersion] as const, ['kind', kind] as const]) {
    if (typeof value === 'string') continue;
    const why = `json: cannot unmarshal ${typeof value} into Go struct field .${name} of type string`;
    throw errors.badRequest(`couldn't get version/kind; json parse error: ${why}`);
  }
  if (apiVersion !== expected) {
    throw errors.badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  if (kind !== wanted.kind) {
    const why = `converting to ${wanted.kind}: unknown conversion`;
    throw cannotBeHandled(kind as string, expected, wanted, why);
  }
}

/** Duplicate keys of a YAML text are one error of several lines; a warning is one line. */
const linesStart = /^(?:error converting YAML to JSON: )?yaml: unmarshal errors:\n/;

function warningsOf(complaint: string): readonly string[] {
  const lines = complaint.replace(linesStart, '');
  return lines === complaint ? [complaint] : lines.split('\n').map((line) => line.trim());
}

/** Strict rejects, Warn warns, Ignore ignores. `refuse` creates the error from the joined messages. */
export function applyStrictness(
  found: readonly string[],
  context: DecodeContext,
  refuse: (why: string) => Error,
): void {
  if (found.length === 0 || context.validation === 'Ignore') return;
  if (context.validation === 'Strict') throw refuse(found.join(', '));
  for (const message of found.flatMap(warningsOf)) context.warn(message);
}

/** Upstream drops fields of disabled features silently; we add a warning. */
export function warnOfDisabled({ disabled = [] }: Decoded, context: DecodeContext): void {
  for (const { path, gate } of disabled) context.warn(`${path}: dropped because feature gate ${gate} is disabled`);
}

/** Canonical and defaulted. Throws BadRequest with upstream's messages. */
export function decodeObject(
  body: DecodedBody,
  wanted: WantedKind,
  type: CompiledType,
  context: DecodeContext,
  strategy: Strategy = {},
): KubeObject {
  return finished(decodeValue(body, wanted, type, context), wanted, type, context, strategy);
}

/** {@link decodeObject} of a large body. */
export async function decodeObjectInTurns(
  body: DecodedBody,
  wanted: WantedKind,
  type: CompiledType,
  context: DecodeContext,
  strategy: Strategy = {},
): Promise<KubeObject> {
  const value = decodeValue(body, wanted, type, context);
  await nextTurn();
  const object = finished(value, wanted, type, context, strategy);
  await nextTurn();
  return object;
}

/** Canonical, without defaults. */
function decodeValue(body: DecodedBody, wanted: WantedKind, type: CompiledType, context: DecodeContext): unknown {
  const fields = fieldsOf(body, wanted);
  checkKind(fields, wanted);
  const decoded = type.decode(fields);
  const refuse = (why: string): Error => cannotBeHandled(wanted.kind, wanted.version, wanted, why);
  if (decoded.error !== undefined) throw refuse(decoded.error);
  applyStrictness([...body.complaints, ...strictMessages({ unknown: decoded.unknown })], context, (why) =>
    refuse(`strict decoding error: ${why}`),
  );
  warnOfDisabled(decoded, context);
  return decoded.value;
}

/** With defaults, kind and apiVersion first. */
export function finished(
  value: unknown,
  wanted: WantedKind,
  type: CompiledType,
  context: Pick<DecodeContext, 'now'>,
  strategy: Strategy,
): KubeObject {
  const { kind: _, apiVersion: __, ...rest } = type.applyDefaults(value, { now: context.now }) as KubeObject;
  const object = { kind: wanted.kind, apiVersion: apiVersionOf(wanted), ...rest } as KubeObject;
  return strategy.default?.(object) ?? object;
}

/** The namespace in a body is optional, but must match that of the path. */
export function inNamespace(object: KubeObject, namespace: string): KubeObject {
  const own = object.metadata?.namespace ?? '';
  if (own === namespace) return object;
  if (own !== '' && namespace !== '') {
    throw errors.badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const { namespace: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata: namespace === '' ? metadata : { ...metadata, namespace } };
}

/** The body of a PUT, or the result of a PATCH, must be the object of the path. */
export function checkName(object: KubeObject, name: string): void {
  const own = object.metadata?.name ?? '';
  if (own === '') {
    throw errors.badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (own !== name) {
    throw errors.badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
  }
}
