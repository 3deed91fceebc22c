/** The OpenAPI documents of the built-in API: one v2 document, and a v3 document for each group version. */
import { builtinResources } from '../catalog.ts';
import { groups } from '../facts.ts';
import { fingerprint, groupFingerprints, kubernetesVersion } from '../generated/fingerprint.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { type Operation, operationJson } from './operations.ts';
import { parameterJson } from './parameters.ts';
import { groupLabel, type Path, pathsOf, rootOf } from './paths.ts';
import { componentsOf, type Dialect, type Json, type JsonMap } from './schemas.ts';

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1';

/** Types that every document contains. */
const always = [`${meta}.APIResourceList`, `${meta}.WatchEvent`];

const info: JsonMap = { title: 'Kubernetes', version: `v${kubernetesVersion}` };

const token: JsonMap = {
  type: 'apiKey',
  description: 'Bearer Token authentication',
  name: 'authorization',
  in: 'header',
};

function pathJson({ parameters, operations }: Path, dialect: Dialect): JsonMap {
  return {
    ...Object.fromEntries(operations.map((operation) => [operation.method, operationJson(operation, dialect)])),
    parameters: parameters.map((parameter) => parameterJson(parameter, dialect)),
  };
}

/** The path for discovery of a group version, which belongs to no resource. */
function discoveryPath(type: { readonly group: string; readonly version: string }, dialect: Dialect): JsonMap {
  const operation: Operation = {
    method: 'get',
    action: 'get',
    id: `get${groupLabel(type.group)}${type.version}APIResources`,
    description: 'get available resources',
    tag: `${groupLabel(type.group)}_${type.version}`,
    about: { ...type, kind: 'APIResourceList' },
    answer: `${meta}.APIResourceList`,
  };
  const {
    'x-kubernetes-action': _,
    'x-kubernetes-group-version-kind': __,
    ...json
  } = operationJson(operation, dialect);
  return { get: json };
}

function typesOf(paths: readonly Path[]): readonly string[] {
  const operations = paths.flatMap((path) => path.operations);
  return operations.flatMap(({ body, answer }) => [body, answer]).filter((name) => name !== undefined);
}

function pathsJson(
  root: { readonly group: string; readonly version: string },
  paths: readonly Path[],
  dialect: Dialect,
): readonly (readonly [string, Json])[] {
  return [
    [`${rootOf(root)}/`, discoveryPath(root, dialect)],
    ...paths.map((path) => [path.path, pathJson(path, dialect)] as const),
  ];
}

function sorted(entries: readonly (readonly [string, Json])[]): JsonMap {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The v3 document of a group version with these resources; by default the built-in ones. */
export function openApiV3Document(
  type: { readonly group: string; readonly version: string },
  resources: readonly ResourceDefinition[] = builtinResources(),
): JsonMap {
  const own = resources.filter((each) => each.group === type.group && each.version === type.version);
  const paths = own.flatMap(pathsOf);
  return {
    openapi: '3.0.0',
    info,
    paths: sorted(pathsJson(type, paths, 'v3')),
    components: {
      schemas: componentsOf([...typesOf(paths), ...own.map((each) => each.typeName), ...always], 'v3'),
      securitySchemes: { BearerToken: token },
    },
    security: [{ BearerToken: [] }],
  };
}

/** The v2 document of the whole built-in API. */
export function openApiV2Document(resources: readonly ResourceDefinition[] = builtinResources()): JsonMap {
  const paths = resources.flatMap(pathsOf);
  const versions = groups().flatMap(({ name, versions: each }) => each.map((version) => ({ group: name, version })));
  const entries = versions.flatMap((type) => {
    const label = `${rootOf(type)}/`;
    return pathsJson(
      type,
      paths.filter((path) => path.path.startsWith(label)),
      'v2',
    );
  });
  return {
    swagger: '2.0',
    info,
    paths: sorted(entries),
    definitions: componentsOf([...typesOf(paths), ...resources.map((each) => each.typeName), ...always], 'v2'),
    securityDefinitions: { BearerToken: token },
    security: [{ BearerToken: [] }],
  };
}

/** The key of a group version's document in the index: `api/v1`, `apis/apps/v1`. */
export function openApiV3Key(type: { readonly group: string; readonly version: string }): string {
  return rootOf(type).slice(1);
}

/** A hash that changes whenever any built-in document changes. It is the ETag of the v2 document. */
export const builtinDocumentHash: string = fingerprint;

/** A hash of the built-in v3 document of this key. Clients cache documents by it indefinitely. */
export function openApiV3Hash(key: string): string {
  return Object.hasOwn(groupFingerprints, key) ? (groupFingerprints[key] ?? fingerprint) : fingerprint;
}

/**
 * The response of `/openapi/v3`: the URL of each document with its hash. `hashes` are those of documents that are not
 * built in, by key.
 */
export function openApiV3Index(hashes: ReadonlyMap<string, string> = new Map()): JsonMap {
  const builtin = groups().flatMap(({ name, versions }) =>
    versions.map((version) => {
      const key = openApiV3Key({ group: name, version });
      return [key, openApiV3Hash(key)] as const;
    }),
  );
  const all = new Map([...builtin, ...hashes]);
  const entries = [...all].map(
    ([key, hash]) => [key, { serverRelativeURL: `/openapi/v3/${key}?hash=${hash}` }] as const,
  );
  return { paths: sorted(entries) };
}
