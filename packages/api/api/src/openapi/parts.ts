/**
 * The OpenAPI content of some resources, in parts: one path or one schema at a time. A document can be made of them in
 * steps, since making all at once would take a tenth of a second.
 */
import { fingerprint, groupFingerprints } from '../generated/fingerprint.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { type Operation, operationJson } from './operations.ts';
import { parameterJson } from './parameters.ts';
import { groupLabel, type Path, pathsOf, rootOf } from './paths.ts';
import {
  type Dialect,
  isBuiltinType,
  type JsonMap,
  noTypes,
  type OpenApiTypes,
  reachableTypes,
  schemaOfType,
} from './schemas.ts';

/** A member of a document's `paths`, or of its schemas (`definitions` in version 2). */
export interface OpenApiPart {
  readonly section: 'paths' | 'schemas';
  readonly name: string;
  readonly value: JsonMap;
}

export interface OpenApiGroupVersion {
  readonly group: string;
  readonly version: string;
}

export interface OpenApiContent {
  readonly resources: readonly ResourceDefinition[];
  /** Group versions without resources. Their discovery paths are part of the content. */
  readonly versions?: readonly OpenApiGroupVersion[];
  /** Types that are not built in. */
  readonly types?: OpenApiTypes;
  /** Omits the schemas of built-in types, which another part of the same document contains. Default false. */
  readonly withoutBuiltinTypes?: boolean;
}

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1';

/** Types that every document contains. */
const always = [`${meta}.APIResourceList`, `${meta}.WatchEvent`];

function pathJson({ parameters, operations }: Path, dialect: Dialect): JsonMap {
  return {
    ...Object.fromEntries(operations.map((operation) => [operation.method, operationJson(operation, dialect)])),
    parameters: parameters.map((parameter) => parameterJson(parameter, dialect)),
  };
}

/** The path for discovery of a group version, which belongs to no resource. */
function discoveryPath(type: OpenApiGroupVersion, dialect: Dialect): JsonMap {
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

function typesOf(path: Path): readonly string[] {
  return path.operations.flatMap(({ body, answer }) => [body, answer]).filter((name) => name !== undefined);
}

/** The distinct group versions of these resources, in order. */
export function groupVersionsOf(resources: readonly OpenApiGroupVersion[]): readonly OpenApiGroupVersion[] {
  const distinct = new Map(resources.map((each) => [rootOf(each), { group: each.group, version: each.version }]));
  return [...distinct.values()];
}

/** All parts of the content: the paths, then the schemas, each sorted by name. */
export function* openApiParts(content: OpenApiContent, dialect: Dialect): Generator<OpenApiPart, void> {
  const { resources, versions = [], types = noTypes, withoutBuiltinTypes = false } = content;
  const roots = new Set<string>(always);
  const entries: { readonly name: string; readonly value: () => JsonMap }[] = [];
  for (const type of groupVersionsOf([...resources, ...versions])) {
    entries.push({ name: `${rootOf(type)}/`, value: () => discoveryPath(type, dialect) });
  }
  for (const resource of resources) {
    roots.add(resource.typeName);
    for (const path of pathsOf(resource)) {
      for (const name of typesOf(path)) roots.add(name);
      entries.push({ name: path.path, value: () => pathJson(path, dialect) });
    }
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, value } of entries) yield { section: 'paths', name, value: value() };
  for (const [name, typeName] of reachableTypes(roots, types)) {
    if (withoutBuiltinTypes && isBuiltinType(typeName)) continue;
    yield { section: 'schemas', name, value: schemaOfType(typeName, dialect, types) };
  }
}

/**
 * Texts that change whenever the parts of this content may have changed, without making them. The content must be of
 * one group version.
 */
export function* contentFingerprints({ resources, types = noTypes }: OpenApiContent): Generator<string, void> {
  for (const resource of resources) {
    yield groupFingerprints[openApiV3Key(resource)] ?? fingerprint;
    const { kind, plural, namespaced, typeName, verbs, subresources } = resource;
    yield JSON.stringify([kind, plural, namespaced, typeName, verbs, subresources]);
    if (isBuiltinType(typeName)) continue;
    for (const [name, reached] of reachableTypes([typeName, `${typeName}List`], types))
      yield `${name} ${types(reached)?.hash}`;
  }
}

/** The key of a group version's document in the index: `api/v1`, `apis/apps/v1`. */
export function openApiV3Key(type: OpenApiGroupVersion): string {
  return rootOf(type).slice(1);
}
