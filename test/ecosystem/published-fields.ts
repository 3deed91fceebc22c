/** Compares the schemas of a definition with those that OpenAPI v3 publishes for it, which `kubectl explain` shows. */
import type { Call } from './api.ts';

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly kind: string }[];
}

interface Spec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly schema?: { readonly openAPIV3Schema?: Schema };
  }[];
}

/** These are described by the API of Kubernetes in every resource. */
const standard: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** The paths at which `published` lacks a field, a type or a description of `defined`. */
function* lostFields(defined: Schema, published: Schema | undefined, path: string): Generator<string> {
  if (published === undefined) {
    yield path;
    return;
  }
  if (defined.description !== published.description) yield `${path} (description)`;
  if (defined.type !== published.type) yield `${path} (type)`;
  for (const [name, each] of Object.entries(defined.properties ?? {})) {
    if (path === '' && standard.has(name)) continue;
    yield* lostFields(each, published.properties?.[name], `${path}.${name}`);
  }
  if (defined.items !== undefined) yield* lostFields(defined.items, published.items, `${path}[]`);
  const { additionalProperties: values } = defined;
  if (typeof values !== 'object') return;
  const shown = published.additionalProperties;
  yield* lostFields(values, typeof shown === 'object' ? shown : undefined, `${path}{}`);
}

/** What OpenAPI v3 does not show of a definition. */
export async function lostInOpenApi(call: Call, spec: Spec): Promise<readonly string[]> {
  const lost: string[] = [];
  for (const { name, served, schema } of spec.versions) {
    if (!served || schema?.openAPIV3Schema === undefined) continue;
    const { body } = await call('GET', `/openapi/v3/apis/${spec.group}/${name}`);
    const { schemas = {} } = (body.components ?? {}) as { schemas?: Readonly<Record<string, Schema>> };
    const { kind } = spec.names;
    const published = Object.values(schemas).find((each) =>
      each['x-kubernetes-group-version-kind']?.some((one) => one.kind === kind),
    );
    for (const path of lostFields(schema.openAPIV3Schema, published, '')) lost.push(`${name} ${kind}${path}`);
  }
  return lost;
}
