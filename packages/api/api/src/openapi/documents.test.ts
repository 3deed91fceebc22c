/** The OpenAPI documents: completeness, and what clients use. */
import { describe, expect, it } from 'vitest';
import { groups } from '../facts.ts';
import { openApiV2Document, openApiV3Document, openApiV3Index } from './documents.ts';
import { type JsonMap, openApiName } from './schemas.ts';

interface Schema {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly 'x-kubernetes-action': string;
  readonly 'x-kubernetes-group-version-kind': unknown;
}

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

function references(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === '$ref' && typeof member === 'string' ? [member] : references(member),
  );
}

function operations(document: JsonMap): readonly Operation[] {
  return Object.values(document.paths as unknown as Paths).flatMap((path) =>
    Object.entries(path).flatMap(([method, operation]) => (method === 'parameters' ? [] : [operation])),
  );
}

const versions = groups().flatMap(({ name, versions: each }) => each.map((version) => ({ group: name, version })));
const apps = openApiV3Document({ group: 'apps', version: 'v1' });
const schemas = (apps.components as JsonMap).schemas as unknown as Readonly<Record<string, Schema>>;
const paths = apps.paths as unknown as Paths;

describe('OpenAPI version 3 documents', () => {
  it.each(versions)('of $group/$version contain all types that they refer to', (type) => {
    const document = openApiV3Document(type);
    const names = Object.keys((document.components as JsonMap).schemas as JsonMap);
    const known = new Set(names.map((name) => `#/components/schemas/${name}`));
    expect(references(document).filter((reference) => !known.has(reference))).toEqual([]);
  });

  it('have a unique operationId for each operation', () => {
    const ids = versions.flatMap((type) => operations(openApiV3Document(type)).map((each) => each.operationId));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('contain the fieldValidation parameter', () => {
    const patch = paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.patch;
    expect(patch?.['x-kubernetes-action']).toBe('patch');
    expect(patch?.['x-kubernetes-group-version-kind']).toEqual({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect(patch?.parameters.map(({ name }) => name)).toEqual(['dryRun', 'fieldManager', 'fieldValidation', 'force']);
    expect(Object.keys(patch?.requestBody?.content ?? {})).toContain('application/strategic-merge-patch+json');
    const post = paths['/apis/apps/v1/namespaces/{namespace}/deployments']?.post;
    expect(post?.parameters.map(({ name }) => name)).toContain('fieldValidation');
  });

  it('contain types, lists and defaults of fields', () => {
    const kind = schemas['io.k8s.api.apps.v1.Deployment'];
    expect(kind?.['x-kubernetes-group-version-kind']).toEqual([{ group: 'apps', kind: 'Deployment', version: 'v1' }]);
    const ports = schemas['io.k8s.api.core.v1.Container']?.properties?.ports;
    expect(ports).toMatchObject({
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      'x-kubernetes-patch-strategy': 'merge',
      'x-kubernetes-patch-merge-key': 'containerPort',
    });
    expect(schemas['io.k8s.api.core.v1.ContainerPort']?.properties?.protocol).toMatchObject({ default: 'TCP' });
    expect(schemas['io.k8s.api.core.v1.PodSpec']).toMatchObject({ required: ['containers'] });
    expect(schemas['io.k8s.apimachinery.pkg.api.resource.Quantity']?.oneOf).toEqual([
      { type: 'string' },
      { type: 'number' },
    ]);
    expect(schemas['io.k8s.apimachinery.pkg.apis.meta.v1.Time']).toMatchObject({ type: 'string', format: 'date-time' });
  });

  it('are listed in an index with a hash', () => {
    const hashes = new Map([
      ['apis/example.com/v1', 'AB'],
      ['api/v1', 'CD'],
    ]);
    expect(openApiV3Index(hashes)).toEqual({
      paths: {
        'api/v1': { serverRelativeURL: '/openapi/v3/api/v1?hash=CD' },
        'apis/example.com/v1': { serverRelativeURL: '/openapi/v3/apis/example.com/v1?hash=AB' },
      },
    });
  });

  it.each([
    ['PodTemplateSpec', 'metadata', /^Standard object's metadata/],
    ['PodTemplateSpec', 'spec', /^Specification of the desired behavior of the pod/],
    ['PodSpec', 'affinity', /^If specified, the pod's scheduling constraints/],
    ['Container', 'livenessProbe', /^Periodic probe of container liveness/],
  ])('contain descriptions of fields with struct types: %s.%s', (kind, field, description) => {
    const property = schemas[`io.k8s.api.core.v1.${kind}`]?.properties?.[field] as JsonMap | undefined;
    expect(Object.keys(property ?? {})).not.toContain('$ref');
    expect(property).toMatchObject({
      allOf: [{ $ref: expect.any(String) }],
      description: expect.stringMatching(description),
    });
  });

  it('contain a description of every field, except those without one upstream', () => {
    const document = openApiV3Document({ group: '', version: 'v1' });
    const all = (document.components as JsonMap).schemas as Readonly<Record<string, { properties?: JsonMap }>>;
    const bare = Object.entries(all).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties)
        .filter(([, each]) => !Object.hasOwn(each as JsonMap, 'description'))
        .map(([field]) => `${name.split('.').at(-1)}.${field}`),
    );
    expect(bare).toEqual(['WatchEvent.type']);
  });
});

describe('OpenAPI version 2 document', () => {
  const document = openApiV2Document();

  it('contains all types that it refers to, and a unique operationId for each operation', () => {
    const known = new Set(Object.keys(document.definitions as JsonMap).map((name) => `#/definitions/${name}`));
    expect(references(document).filter((reference) => !known.has(reference))).toEqual([]);
    const ids = operations(document).map((each) => each.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('contains the description of a field beside the reference to its type', () => {
    const definitions = document.definitions as Readonly<Record<string, { properties: Record<string, JsonMap> }>>;
    expect(definitions['io.k8s.api.core.v1.Pod']?.properties.spec).toMatchObject({
      $ref: '#/definitions/io.k8s.api.core.v1.PodSpec',
      description: expect.stringMatching(/^Specification of the desired behavior of the pod/),
    });
  });

  it('uses string where version 3 has oneOf', () => {
    const definitions = document.definitions as Readonly<Record<string, JsonMap>>;
    expect(definitions['io.k8s.apimachinery.pkg.util.intstr.IntOrString']).toMatchObject({
      type: 'string',
      format: 'int-or-string',
    });
  });
});

it('openApiName reverses the host name of a type', () => {
  expect(openApiName('k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta')).toBe(
    'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta',
  );
});
