/**
 * What an update of a definition may leave as it is, because the stored definition has it: upstream does not tighten its validation for
 * objects that exist.
 */
import type { CustomResourceDefinition, CustomResourceDefinitionSpec } from '@kubets/api';
import { deepEqual, type Steps } from '@kubets/base';
import { own, type Plain } from '@kubets/machinery/json';
import { checkSchema, isStructural, type LaterRule, type SchemaTolerance, walkSchemas } from '@kubets/schema/custom';
import { caBundleError } from './ca-bundle.ts';
import { type ConversionTolerance, knowsNoReviewVersion } from './conversion-errors.ts';
import { schemasOf } from './spec-parts.ts';

export function isEstablished(definition: CustomResourceDefinition): boolean {
  return (definition.status?.conditions ?? []).some(({ type, status }) => type === 'Established' && status === 'True');
}

/** Of a new definition, the authority is not checked, since it is not established. */
export function conversionTolerance(old: CustomResourceDefinition | undefined): ConversionTolerance {
  if (old === undefined || !isEstablished(old))
    return { anyAuthority: true, anyReviewVersion: knowsNoReviewVersion(old?.spec.conversion) };
  const bundle = old.spec.conversion?.webhook?.clientConfig?.caBundle;
  return {
    anyAuthority: bundle !== undefined && bundle !== '' && caBundleError(bundle) !== undefined,
    anyReviewVersion: knowsNoReviewVersion(old.spec.conversion),
  };
}

function schemasIn(spec: CustomResourceDefinitionSpec): readonly Plain[] {
  return schemasOf(spec).flatMap(({ schema }) =>
    schema.openAPIV3Schema === undefined ? [] : [schema.openAPIV3Schema as unknown as Plain],
  );
}

/** Whether every version of the definition has a schema. */
export function hasAllSchemas(spec: CustomResourceDefinitionSpec): boolean {
  return (spec.versions ?? []).every((version) => version.schema?.openAPIV3Schema !== undefined);
}

/** Whether all fields that the schema does not specify are kept: a definition of an API before v1. */
export function preservesUnknownFields(spec: CustomResourceDefinitionSpec): boolean {
  return spec.preserveUnknownFields === true;
}

const extensions = [
  'x-kubernetes-embedded-resource',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-validations',
];

export interface SchemaFeatures {
  readonly defaults: boolean;
  readonly extensions: boolean;
}

/** What the schemas of a definition use that requires them to be structural. */
export function* schemaFeatures(spec: CustomResourceDefinitionSpec): Steps<SchemaFeatures> {
  let [defaults, extended] = [false, false];
  for (const schema of schemasIn(spec)) {
    yield* walkSchemas(schema, (each) => {
      const preset = own(each, 'default');
      if (preset !== undefined && preset !== null) defaults = true;
      if (extensions.some((word) => own(each, word) !== undefined)) extended = true;
    });
  }
  return { defaults, extensions: extended };
}

/** Computed only if the new definition has errors of these kinds. */
export function* schemaTolerance(old: CustomResourceDefinition): Steps<Omit<SchemaTolerance, 'nonStructural'>> {
  const rules = new Set<LaterRule>();
  let unpruned = false;
  for (const schema of schemasIn(old.spec)) {
    const check = yield* checkSchema(schema, '');
    for (const rule of check.broken) rules.add(rule);
    unpruned ||= check.errors.some(({ message }) => message.endsWith(': must not have unknown fields'));
  }
  return { rules, unprunedDefaults: unpruned };
}

/** Whether an update may have schemas that are not structural. */
export function* mayBeUnstructured(
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinition | undefined,
): Steps<boolean> {
  if (old === undefined || !preservesUnknownFields(spec)) return false;
  const { defaults, extensions: extended } = yield* schemaFeatures(spec);
  if (defaults || extended) return false;
  for (const schema of schemasIn(old.spec)) if (!(yield* isStructural(schema))) return true;
  return false;
}

/** The names of versions whose schemas are those of the stored definition. */
export function unchangedSchemas(
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec | undefined,
): ReadonlySet<string> {
  const known = new Map(old?.versions?.map((version) => [version.name, version.schema]));
  const same = (spec.versions ?? []).filter(
    ({ name, schema }) => known.has(name) && deepEqual(known.get(name), schema),
  );
  return new Set(same.map(({ name }) => name));
}

/** Whether the version has more selectable fields than are allowed, and the stored definition has the same. */
export function hasKnownSelectableFields(
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec | undefined,
  index: number,
): boolean {
  const version = spec.versions?.[index];
  const standing = old?.versions?.find(({ name }) => name === version?.name);
  return standing !== undefined && deepEqual(standing.selectableFields ?? [], version?.selectableFields ?? []);
}
