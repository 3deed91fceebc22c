/** The operations of a path in OpenAPI v2 or v3: parameters, responses and kind. */
import type { GroupVersionKind } from '@kubets/machinery/meta';
import { actionParameters, type Parameter, parameterJson } from './parameters.ts';
import { compact, type Dialect, type Json, type JsonMap, refTo } from './schemas.ts';

/** Upstream's `x-kubernetes-action`. */
export type Action = 'get' | 'list' | 'post' | 'put' | 'patch' | 'delete' | 'deletecollection' | 'connect';

export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete' | 'patch' | 'head' | 'options';
  readonly action: Action;
  readonly id: string;
  readonly description: string;
  readonly tag: string;
  readonly about: GroupVersionKind;
  /** The type name of the body; empty without a body. */
  readonly body?: string;
  /** The type name of the response; absent for plain text. */
  readonly answer?: string;
  readonly parameters?: readonly Parameter[];
  /** Of a custom resource: only JSON and YAML, and no strategic merge patch. */
  readonly custom?: boolean;
}

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1';

export const deleteOptionsType = `${meta}.DeleteOptions`;
export const patchType = `${meta}.Patch`;
export const statusType = `${meta}.Status`;

const encodings = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'application/cbor'];

const patchEncodings = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
];

const customEncodings = encodings.slice(0, 2);
/** By these, kubectl decides which patch it sends. */
const customPatchEncodings = patchEncodings.filter((each) => !each.includes('strategic') && !each.endsWith('+cbor'));

const streams = [
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
  'application/cbor-seq',
];

const codes: Readonly<Record<Action, readonly [string, string][]>> = {
  get: [['200', 'OK']],
  list: [['200', 'OK']],
  post: [
    ['200', 'OK'],
    ['201', 'Created'],
    ['202', 'Accepted'],
  ],
  put: [
    ['200', 'OK'],
    ['201', 'Created'],
  ],
  patch: [
    ['200', 'OK'],
    ['201', 'Created'],
  ],
  delete: [
    ['200', 'OK'],
    ['202', 'Accepted'],
  ],
  deletecollection: [['200', 'OK']],
  connect: [['200', 'OK']],
};

function produced({ action, answer, custom }: Operation): readonly string[] {
  if (action === 'connect') return ['*/*'];
  if (custom === true) return customEncodings;
  if (answer === undefined) return ['text/plain', ...encodings];
  return action === 'list' ? [...encodings, ...streams] : encodings;
}

function responses(operation: Operation, dialect: Dialect): JsonMap {
  const schema: JsonMap = operation.answer === undefined ? { type: 'string' } : refTo(operation.answer, dialect);
  const content = Object.fromEntries(produced(operation).map((encoding) => [encoding, { schema }]));
  const good = codes[operation.action].map(([code, description]): [string, Json] => [
    code,
    dialect === 'v2' ? { description, schema } : { description, content },
  ]);
  return { ...Object.fromEntries(good), '401': { description: 'Unauthorized' } };
}

function accepted({ action, custom }: Operation): readonly string[] {
  if (action !== 'patch') return custom === true ? customEncodings : ['*/*'];
  return custom === true ? customPatchEncodings : patchEncodings;
}

function bodyV3(operation: Operation): JsonMap | undefined {
  if (operation.body === undefined) return undefined;
  const schema = refTo(operation.body, 'v3');
  return compact({
    content: Object.fromEntries(accepted(operation).map((encoding) => [encoding, { schema }])),
    required: operation.body === deleteOptionsType ? undefined : true,
  });
}

function bodyV2(operation: Operation): readonly JsonMap[] {
  if (operation.body === undefined) return [];
  const required: JsonMap = operation.body === deleteOptionsType ? {} : { required: true };
  return [{ name: 'body', in: 'body', ...required, schema: refTo(operation.body, 'v2') }];
}

/** The operation object. */
export function operationJson(operation: Operation, dialect: Dialect): JsonMap {
  const own = [...(actionParameters[operation.action]?.() ?? []), ...(operation.parameters ?? [])];
  const parameters = own.map((parameter) => parameterJson(parameter, dialect));
  const { group, version, kind } = operation.about;
  return compact({
    description: operation.description,
    tags: [operation.tag],
    operationId: operation.id,
    ...(dialect === 'v2'
      ? {
          consumes: accepted(operation),
          produces: produced(operation),
          schemes: ['https'],
          parameters: [...bodyV2(operation), ...parameters],
        }
      : { parameters, requestBody: bodyV3(operation) }),
    responses: responses(operation, dialect),
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': { group, version, kind },
  });
}
