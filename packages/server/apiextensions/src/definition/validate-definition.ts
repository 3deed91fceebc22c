/**
 * Validation of CustomResourceDefinitions (upstream: ValidateCustomResourceDefinition and ValidateCustomResourceDefinitionUpdate), in
 * steps, since a schema can be large. Metadata is validated by the engine.
 */
import type { CustomResourceDefinition } from '@kubets/api';
import type { Steps } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { Plain } from '@kubets/machinery/json';
import { dns1035Label, dns1123Subdomain } from '@kubets/machinery/names';
import type { LaterRule, SchemaTolerance } from '@kubets/schema/custom';
import { approvalAnnotation, approvalOf, isProtectedGroup } from './approval.ts';
import { conversionErrors } from './conversion-errors.ts';
import { versionsInGo } from './go-form.ts';
import { missingNames, nameErrors, statusErrors } from './name-errors.ts';
import { type SchemaRules, schemaErrors } from './schema-errors.ts';
import { specParts, type VersionParts } from './spec-parts.ts';
import {
  conversionTolerance,
  hasAllSchemas,
  hasKnownSelectableFields,
  isEstablished,
  mayBeUnstructured,
  preservesUnknownFields,
  schemaFeatures,
  schemaTolerance,
  unchangedSchemas,
} from './tolerance.ts';
import { columnErrors, deprecationErrors, selectableFieldErrors, subresourceErrors } from './version-errors.ts';

type Definition = CustomResourceDefinition;

/** All errors of a definition. `old`: the stored one, for an update. */
export function* definitionErrors(definition: Definition, old?: Definition): Steps<readonly FieldError[]> {
  return [
    ...(old === undefined ? wrongName(definition) : []),
    ...(yield* new SpecCheck(definition, old).errors()),
    ...(old === undefined ? [] : immutableErrors(definition, old)),
    ...statusErrors(definition.status),
    ...storedVersionErrors(definition),
    ...approvalErrors(definition, old),
    ...preservationErrors(definition, old),
  ];
}

function wrongName({ metadata, spec }: Definition): readonly FieldError[] {
  const name = metadata?.name ?? '';
  if (name === `${spec.names.plural}.${spec.group}`) return [];
  return [fieldError.invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group')];
}

function storedVersionErrors({ spec, status }: Definition): readonly FieldError[] {
  const path = 'status.storedVersions';
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) return [fieldError.invalid(path, null, 'must have at least one stored version')];
  const versions = spec.versions ?? [];
  // Upstream also misses the storage version if an earlier version has the same name.
  const missing = versions.filter(
    ({ name, storage }, index) =>
      storage && (!stored.includes(name) || versions.findIndex((each) => each.name === name) < index),
  );
  const gone = stored.filter((each) => !versions.some(({ name }) => name === each));
  return [
    ...missing.map(({ name }) => fieldError.invalid(path, stored, `must have the storage version ${name}`)),
    ...gone.map((name) => {
      const why = `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
      return fieldError.invalid(`${path}[${stored.lastIndexOf(name)}]`, name, why);
    }),
  ];
}

function approvalErrors(definition: Definition, old: Definition | undefined): readonly FieldError[] {
  if (!isProtectedGroup(definition.spec.group)) return [];
  const { state, reason } = approvalOf(definition.metadata);
  // An update that does not change the approval is not refused because of it.
  if (old !== undefined && approvalOf(old.metadata).state === state) return [];
  const path = `metadata.annotations[${approvalAnnotation}]`;
  if (state === 'missing') return [fieldError.required(path, reason)];
  if (state !== 'invalid') return [];
  return [fieldError.invalid(path, definition.metadata?.annotations?.[approvalAnnotation] ?? '', reason)];
}

function preservationErrors({ spec }: Definition, old: Definition | undefined): readonly FieldError[] {
  if (!preservesUnknownFields(spec) || (old !== undefined && preservesUnknownFields(old.spec))) return [];
  const detail =
    'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead';
  return [fieldError.invalid('spec.preserveUnknownFields', true, detail)];
}

function immutableErrors({ spec }: Definition, old: Definition): readonly FieldError[] {
  const found: FieldError[] = [];
  const check = (path: string, value: string, was: string): void => {
    if (value !== was) found.push(fieldError.invalid(path, value, 'field is immutable'));
  };
  if (isEstablished(old)) {
    check('spec.scope', spec.scope, old.spec.scope);
    check('spec.names.kind', spec.names.kind, old.spec.names.kind);
  }
  check('spec.group', spec.group, old.spec.group);
  check('spec.names.plural', spec.names.plural, old.spec.names.plural);
  return found;
}

class SpecCheck {
  readonly #definition: Definition;
  readonly #old: Definition | undefined;
  readonly #found: FieldError[] = [];
  readonly #unchanged: ReadonlySet<string>;

  constructor(definition: Definition, old: Definition | undefined) {
    this.#definition = definition;
    this.#old = old;
    this.#unchanged = unchangedSchemas(definition.spec, old?.spec);
  }

  *errors(): Steps<readonly FieldError[]> {
    const found = this.#found;
    const { spec } = this.#definition;
    this.#groupAndScope();
    this.#missingSchemas();
    const { defaults } = yield* schemaFeatures(spec);
    if (defaults && preservesUnknownFields(spec)) {
      const detail = 'must be false in order to use defaults in the schema';
      found.push(fieldError.invalid('spec.preserveUnknownFields', true, detail));
    }
    const { common, versions } = specParts(spec);
    const nonStructural = yield* mayBeUnstructured(spec, this.#old);
    for (const [index, version] of (spec.versions ?? []).entries()) {
      const path = `spec.versions[${index}]`;
      const wrong = dns1035Label(version.name);
      if (wrong.length > 0) found.push(fieldError.invalid(`${path}.name`, version.name, wrong.join(',')));
      found.push(...deprecationErrors(version, path));
      const status = version.subresources?.status !== undefined;
      const unchanged = this.#unchanged.has(version.name);
      yield* this.#parts(versions[index] as VersionParts, path, 'schema', index, { status, unchanged, nonStructural });
    }
    this.#versionList();
    found.push(...missingNames(spec.names, 'spec.names'), ...nameErrors(spec.names, 'spec.names'));
    const status = (spec.versions ?? []).some(({ subresources }) => subresources?.status !== undefined);
    const unchanged = this.#unchanged.has(spec.versions?.[0]?.name ?? '');
    yield* this.#parts(common, 'spec', 'validation', 0, { status, unchanged, nonStructural });
    this.#conversion();
    return found;
  }

  #groupAndScope(): void {
    const { group, scope } = this.#definition.spec;
    const wrong = group ? dns1123Subdomain(group) : [];
    if (!group) this.#found.push(fieldError.required('spec.group'));
    else if (wrong.length > 0) this.#found.push(fieldError.invalid('spec.group', group, wrong.join(',')));
    else if (!group.includes('.')) {
      this.#found.push(fieldError.invalid('spec.group', group, 'should be a domain with at least one dot'));
    }
    const scopes = ['Cluster', 'Namespaced'];
    if (!scope) this.#found.push(fieldError.required('spec.scope'));
    else if (!scopes.includes(scope)) this.#found.push(fieldError.notSupported('spec.scope', scope, scopes));
  }

  #missingSchemas(): void {
    const { spec } = this.#definition;
    const required = this.#old === undefined || hasAllSchemas(this.#old.spec);
    if (!required && preservesUnknownFields(spec)) return;
    for (const [index, { served, schema }] of (spec.versions ?? []).entries()) {
      if (schema?.openAPIV3Schema !== undefined || !(required || served)) continue;
      const detail = required ? '' : 'because otherwise all fields are pruned';
      this.#found.push(fieldError.required(`spec.versions[${index}].schema.openAPIV3Schema`, detail));
    }
  }

  /** What a version has of its own, or all versions have in common. */
  *#parts(
    parts: VersionParts,
    path: string,
    schemaName: string,
    index: number,
    rules: Omit<SchemaRules, 'tolerance'> & { readonly nonStructural: boolean },
  ): Steps<void> {
    const found = this.#found;
    if (parts.schema !== undefined) {
      const { nonStructural, ...rest } = rules;
      const given = { ...rest, tolerance: { nonStructural } };
      const errors = yield* this.#schema(parts.schema, `${path}.${schemaName}`, given);
      for (const error of errors) found.push(error);
    }
    found.push(...subresourceErrors(parts.subresources, `${path}.subresources`));
    for (const [at, column] of parts.columns.entries()) {
      found.push(...columnErrors(column, `${path}.additionalPrinterColumns[${at}]`));
    }
    if (parts.selectableFields.length === 0) return;
    const fields = `${path}.selectableFields`;
    const schema = this.#definition.spec.versions?.[index]?.schema?.openAPIV3Schema;
    if (schema === undefined) {
      const detail =
        schemaName === 'validation'
          ? 'may only be set when validations.schema is included'
          : 'may only be set when `version.schema.openAPIV3Schema` is not included';
      found.push(fieldError.invalid(fields, '', detail));
      return;
    }
    const known = hasKnownSelectableFields(this.#definition.spec, this.#old?.spec, index);
    found.push(...selectableFieldErrors(parts.selectableFields, schema as unknown as Plain, fields, known));
  }

  /** Strict at first; if there are errors that the stored definition may have, too, again with what it has. */
  *#schema(
    schema: NonNullable<VersionParts['schema']>,
    path: string,
    rules: SchemaRules,
  ): Steps<readonly FieldError[]> {
    const strict = yield* schemaErrors(schema, path, rules);
    const old = this.#old;
    if (old === undefined || !mayTolerate(strict)) return strict.errors;
    const tolerance: SchemaTolerance = { ...rules.tolerance, ...(yield* schemaTolerance(old)) };
    return (yield* schemaErrors(schema, path, { ...rules, tolerance })).errors;
  }

  #versionList(): void {
    const versions = this.#definition.spec.versions ?? [];
    const invalid = (detail: string): void => {
      this.#found.push(fieldError.invalid('spec.versions', versionsInGo(this.#definition.spec), detail));
    };
    if (new Set(versions.map(({ name }) => name)).size < versions.length) invalid('must contain unique version names');
    if (versions.filter(({ storage }) => storage).length !== 1) {
      invalid('must have exactly one version marked as storage version');
    }
    const first = versions[0]?.name ?? '';
    const wrong = first === '' ? [] : dns1035Label(first);
    if (wrong.length > 0) this.#found.push(fieldError.invalid('spec.version', first, wrong.join(',')));
  }

  #conversion(): void {
    const { spec } = this.#definition;
    const { conversion } = spec;
    if (conversion !== undefined && conversion.strategy !== 'None' && preservesUnknownFields(spec)) {
      const detail = 'must be None if spec.preserveUnknownFields is true';
      this.#found.push(fieldError.invalid('spec.conversion.strategy', conversion.strategy, detail));
    }
    this.#found.push(...conversionErrors(conversion, 'spec.conversion', conversionTolerance(this.#old)));
  }
}

function mayTolerate(outcome: {
  readonly errors: readonly FieldError[];
  readonly broken: ReadonlySet<LaterRule>;
}): boolean {
  return (
    outcome.broken.size > 0 || outcome.errors.some(({ message }) => message.endsWith('must not have unknown fields'))
  );
}
