/** The OpenAPI documents: one v2 document, and a v3 document for each group version. */
import { builtinResources } from '../catalog.ts';
import { groups } from '../facts.ts';
import { kubernetesVersion } from '../generated/fingerprint.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { type OpenApiGroupVersion, type OpenApiPart, openApiParts } from './parts.ts';
import type { Dialect, JsonMap } from './schemas.ts';

const info: JsonMap = { title: 'Kubernetes', version: `v${kubernetesVersion}` };

const bearerToken: JsonMap = {
  type: 'apiKey',
  description: 'Bearer Token authentication',
  name: 'authorization',
  in: 'header',
};

const security: readonly JsonMap[] = [{ BearerToken: [] }];

/** The members of a document besides paths and schemas. */
export function openApiHead(dialect: Dialect): JsonMap {
  return dialect === 'v2'
    ? { swagger: '2.0', info, securityDefinitions: { BearerToken: bearerToken }, security }
    : { openapi: '3.0.0', info, security };
}

/** The text of a JSON document around the members of its paths and of its schemas: the two are joined by `between`. */
export interface OpenApiFrame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

export function openApiFrame(dialect: Dialect): OpenApiFrame {
  const before = `${JSON.stringify(openApiHead(dialect)).slice(0, -1)},"paths":{`;
  return dialect === 'v2'
    ? { before, between: '},"definitions":{', after: '}}' }
    : {
        before,
        between: `},"components":{"securitySchemes":${JSON.stringify({ BearerToken: bearerToken })},"schemas":{`,
        after: '}}}',
      };
}

function section(parts: readonly OpenApiPart[], name: OpenApiPart['section']): JsonMap {
  return Object.fromEntries(parts.filter((part) => part.section === name).map((part) => [part.name, part.value]));
}

/** The v3 document of a group version with these resources; by default the built-in ones. */
export function openApiV3Document(
  type: OpenApiGroupVersion,
  resources: readonly ResourceDefinition[] = builtinResources(),
): JsonMap {
  const own = resources.filter((each) => each.group === type.group && each.version === type.version);
  const parts = [...openApiParts({ resources: own, versions: [type] }, 'v3')];
  return {
    ...openApiHead('v3'),
    paths: section(parts, 'paths'),
    components: { schemas: section(parts, 'schemas'), securitySchemes: { BearerToken: bearerToken } },
  };
}

/** The v2 document of these resources; by default that of the whole built-in API. */
export function openApiV2Document(resources: readonly ResourceDefinition[] = builtinResources()): JsonMap {
  const versions = groups().flatMap(({ name, versions: each }) => each.map((version) => ({ group: name, version })));
  const parts = [...openApiParts({ resources, versions }, 'v2')];
  return { ...openApiHead('v2'), paths: section(parts, 'paths'), definitions: section(parts, 'schemas') };
}

/** The response of `/openapi/v3`: the URL of each document with its hash. `hashes` by key. */
export function openApiV3Index(hashes: ReadonlyMap<string, string>): JsonMap {
  const entries = [...hashes].map(
    ([key, hash]) => [key, { serverRelativeURL: `/openapi/v3/${key}?hash=${hash}` }] as const,
  );
  return { paths: Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
