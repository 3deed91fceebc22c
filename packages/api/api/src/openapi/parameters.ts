/** The parameters of API requests as data, shared by all operations. */
import type { FieldNode } from '@kubets/schema';
import { documentationOf } from '../documentation.ts';
import { typeTable } from '../facts.ts';
import type { Dialect, JsonMap } from './schemas.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1';
const skipped = new Set(['kind', 'apiVersion', 'preconditions']);

function isQuery(field: FieldNode): boolean {
  return !skipped.has(field.name) && field.ref === undefined && field.type !== 'map';
}

/** The fields of an options type, which are query parameters. */
export function optionsParameters(typeName: string): readonly Parameter[] {
  return (typeTable().get(typeName)?.fields ?? []).filter(isQuery).map((field) => ({
    name: field.name,
    in: 'query',
    type: field.type === 'boolean' || field.type === 'integer' ? field.type : 'string',
    description: documentationOf(typeName, field.name) || `${field.name} of the request`,
  }));
}

const query = (name: string, type: Parameter['type'], description: string): Parameter => ({
  name,
  in: 'query',
  type,
  description,
});

export const path = (name: string, description: string): Parameter => ({
  name,
  in: 'path',
  type: 'string',
  description,
});

export const pretty = query(
  'pretty',
  'string',
  "If 'true', then the output is pretty printed. Defaults to 'false' unless the user-agent indicates a browser or command-line HTTP tool (curl and wget).",
);

export const namespace = path('namespace', 'object name and auth scope, such as for teams and projects');

const dryRun = query(
  'dryRun',
  'string',
  'When present, indicates that modifications should not be persisted. An invalid or unrecognized dryRun directive will result in an error response and no further processing of the request. Valid values are: - All: all dry run stages will be processed',
);

const fieldManager = query(
  'fieldManager',
  'string',
  'fieldManager is a name associated with the actor or entity that is making these changes. The value must be less than or 128 characters long, and only contain printable characters, as defined by https://golang.org/pkg/unicode/#IsPrint.',
);

const fieldValidation = query(
  'fieldValidation',
  'string',
  'fieldValidation instructs the server on how to handle objects in the request (POST/PUT/PATCH) containing unknown or duplicate fields. Valid values are: - Ignore: This will ignore any unknown fields that are silently dropped from the object, and will ignore all but the last duplicate field that the decoder encounters. This is the default behavior prior to v1.23. - Warn: This will send a warning via the standard warning response header for each unknown field that is dropped from the object, and for each duplicate field that is encountered. The request will still succeed if there are no other errors, and will only persist the last of any duplicate fields. This is the default in v1.23+ - Strict: This will fail the request with a BadRequest error if any unknown fields would be dropped from the object, or if any duplicate fields are present. The error returned from the server will contain all unknown and duplicate fields encountered.',
);

const force = query(
  'force',
  'boolean',
  'Force is going to "force" Apply requests. It means user will re-acquire conflicting fields owned by other people. Force flag must be unset for non-apply patch requests.',
);

/** The query parameters of each action, besides `pretty`. */
export const actionParameters: Readonly<Record<string, () => readonly Parameter[]>> = {
  get: () => [],
  list: () => optionsParameters(`${meta}.ListOptions`),
  post: () => [dryRun, fieldManager, fieldValidation],
  put: () => [dryRun, fieldManager, fieldValidation],
  patch: () => [dryRun, fieldManager, fieldValidation, force],
  delete: () => deleteParameters(),
  deletecollection: () => [
    ...optionsParameters(`${meta}.ListOptions`).filter(({ name }) => !/watch/i.test(name)),
    ...deleteParameters(),
  ],
  connect: () => [],
};

function deleteParameters(): readonly Parameter[] {
  return [dryRun, ...optionsParameters(`${meta}.DeleteOptions`).filter(({ name }) => name !== 'dryRun')];
}

/** A parameter in OpenAPI v2 or v3. */
export function parameterJson(parameter: Parameter, dialect: Dialect): JsonMap {
  const { name, in: place, type, description } = parameter;
  const required: JsonMap = place === 'path' ? { required: true } : {};
  return dialect === 'v2'
    ? { uniqueItems: true, type, description, name, in: place, ...required }
    : { name, in: place, description, ...required, schema: { type, uniqueItems: true } };
}
