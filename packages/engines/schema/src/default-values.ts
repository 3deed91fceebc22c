/** Validation of the defaults in the schemas of custom resources: they must be valid values themselves. */
import { deepEqual, type Steps } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import type { CompilePattern } from '@kubets/machinery/patterns';
import type { Decoded } from './compiled-type.ts';
import { fromOpenAPI } from './from-openapi.ts';
import { embeddedChecks } from './list-checks.ts';
import { Pruner } from './prune.ts';
import type { Pace } from './schema-walk.ts';
import type { TypeNode } from './type-node.ts';
import { compileValidation } from './validation.ts';
import { ValidationRun } from './value-checks.ts';

type Report = (error: FieldError) => void;

export interface DefaultRulesOptions {
  readonly schema: Plain;
  readonly compile: CompilePattern;
  readonly pace: Pace;
  /** Whether defaults must not have unknown fields. */
  readonly pruned: boolean;
  /** Decodes metadata. Absent: the types in metadata are not checked. */
  readonly metadata?: ((value: unknown) => Decoded) | undefined;
}

/** Where in its resource a schema is: the names from the resource down, a number for an item; undefined outside of metadata. */
type MetaPath = readonly (string | number)[] | undefined;

/** A default takes as long to validate as so many schemas to visit, usually. */
const defaultCost = 20;
const metaFields = new Set(['metadata', 'apiVersion', 'kind']);

/** The defaults of a structural schema. Those below additionalProperties are not validated, as upstream. */
export class DefaultRules {
  readonly #options: DefaultRulesOptions;

  constructor(options: DefaultRulesOptions) {
    this.#options = options;
  }

  check(path: string, report: Report): Steps<void> {
    return this.#visit(this.#options.schema, path, { root: true, meta: undefined }, report);
  }

  *#visit(
    schema: Plain,
    path: string,
    place: { readonly root: boolean; readonly meta: MetaPath },
    report: Report,
  ): Steps<void> {
    if (this.#options.pace.due()) yield;
    const resource = place.root || schema['x-kubernetes-embedded-resource'] === true;
    const meta = resource ? undefined : place.meta;
    const preset = own(schema, 'default');
    if (preset !== undefined && preset !== null) this.#check(schema, preset, `${path}.default`, meta, report);
    const items = own(schema, 'items');
    const inItems = meta === undefined ? undefined : [...meta, 0];
    if (isPlain(items)) yield* this.#visit(items, `${path}.items`, { root: false, meta: inItems }, report);
    const properties = own(schema, 'properties');
    for (const name of isPlain(properties) ? Object.keys(properties) : []) {
      const property = own(properties as Plain, name);
      if (!isPlain(property)) continue;
      const inside = meta !== undefined || (resource && metaFields.has(name)) ? [...(meta ?? []), name] : undefined;
      yield* this.#visit(property, `${path}.properties[${name}]`, { root: false, meta: inside }, report);
    }
  }

  #check(schema: Plain, preset: unknown, path: string, meta: MetaPath, report: Report): void {
    this.#options.pace.spend(defaultCost);
    const node = fromOpenAPI(schema);
    if (meta !== undefined) {
      const wrong = this.#metadataError(preset, meta);
      if (wrong !== undefined) {
        report(fieldError.invalid(path, preset, `must result in valid metadata: ${wrong}`));
        return;
      }
    } else {
      const root = schema['x-kubernetes-embedded-resource'] === true;
      if (this.#options.pruned && !deepEqual(new Pruner(node, { root }).prune(preset).value, preset)) {
        report(fieldError.invalid(path, preset, 'must not have unknown fields'));
      }
      const errors = errorsOf(embeddedChecks(wrapped(node)), { default: preset });
      for (const error of errors) report({ ...error, field: path + error.field.slice('default'.length) });
      if (errors.length > 0) return;
    }
    for (const error of errorsOf(compileValidation(node, this.#options.compile), preset)) {
      report({ ...error, field: error.field === '<nil>' ? path : `${path}.${error.field}` });
    }
  }

  /** Why an object with the default at `meta` and nothing else would not have valid metadata. */
  #metadataError(preset: unknown, meta: readonly (string | number)[]): string | undefined {
    const inside = meta.reduceRight((value, step) => (typeof step === 'number' ? [value] : { [step]: value }), preset);
    const object = { kind: 'Validation', apiVersion: 'validation/v1', ...(inside as Plain) };
    const metadata = own(object, 'metadata');
    const wrong = metadata === undefined ? undefined : this.#options.metadata?.(metadata).error;
    if (wrong !== undefined) return describe([fieldError.invalid('metadata', metadata, wrong)]);
    const errors = errorsOf(embeddedChecks(wrapped({ type: 'object', embedded: true })), { default: object });
    return describe(errors.map((error) => ({ ...error, field: error.field.slice('default.'.length) })));
  }
}

/** Errors in one line, as Go's aggregate shows them. */
function describe(errors: readonly FieldError[]): string | undefined {
  const [first, ...rest] = errors.map(({ field, message }) => `${field}: ${message}`);
  return rest.length === 0 ? first : `[${[first, ...rest].join(', ')}]`;
}

/** A root whose only field is the node, so that the node itself is checked as an embedded object. */
function wrapped(node: TypeNode): TypeNode {
  return { type: 'object', structural: true, fields: [{ ...node, name: 'default' }] };
}

function errorsOf(check: ReturnType<typeof embeddedChecks>, value: unknown): readonly FieldError[] {
  if (check === undefined) return [];
  const run = new ValidationRun();
  check(value, undefined, run);
  return run.errors;
}
