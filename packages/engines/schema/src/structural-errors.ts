/** Validation of the OpenAPI schemas in CustomResourceDefinitions, with upstream's messages. */
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { type CompilePattern, compileRe2 } from '@kubets/machinery/patterns';
import { fromOpenAPI } from './from-openapi.ts';
import { Pruner } from './prune.ts';
import { schemaWordErrors } from './schema-words.ts';
import { completenessErrors, StructuralRules } from './structural-rules.ts';
import { compileValidation } from './validation.ts';
import { ValidationRun } from './value-checks.ts';

/** The maximum depth of schemas. Upstream's decoder has a limit, too. */
const maxDepth = 500;

/**
 * Errors of a schema at `path` (`spec.versions[0].schema.openAPIV3Schema`): keywords and their combinations, the rules of structural
 * schemas, and defaults that do not match their schema. CEL rules are not checked.
 */
export function structuralErrors(
  schema: unknown,
  path: string,
  compile: CompilePattern = compileRe2,
): readonly FieldError[] {
  if (!isPlain(schema)) return [fieldError.required(path, 'schemas are required')];
  if (!isWithin(schema, maxDepth))
    return [fieldError.invalid(path, '', `must not nest deeper than ${maxDepth} schemas`)];
  const found: FieldError[] = [];
  const report = (error: FieldError): void => {
    found.push(error);
  };
  schemaWordErrors(schema, { path, root: true, noDefaults: undefined, insideMeta: false }, report);
  const structural: FieldError[] = [];
  const note = (error: FieldError): void => {
    structural.push(error);
  };
  new StructuralRules(note, compile).check(schema, 'root', path);
  completenessErrors(schema, schema, path, path, note);
  const line = (error: FieldError): string => `${error.field}: ${error.message}`;
  structural.sort((left, right) => (line(left) < line(right) ? -1 : 1));
  found.push(...structural);
  if (found.length === 0) defaultErrors(schema, path, compile, report);
  return found;
}

function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((each) => isWithin(each, depth - 1));
}

/** Defaults must have no unknown fields and match their schema. */
function defaultErrors(
  schema: Plain,
  path: string,
  compile: CompilePattern,
  report: (error: FieldError) => void,
): void {
  const preset = own(schema, 'default');
  if (preset !== undefined && preset !== null) {
    const at = `${path}.default`;
    const node = fromOpenAPI(schema);
    if (!deepEqual(new Pruner(node, { root: false }).prune(preset).value, preset)) {
      report(fieldError.invalid(at, preset, 'must not have unknown fields'));
    }
    const run = new ValidationRun();
    compileValidation(node, compile)(preset, undefined, run);
    for (const { field, ...error } of run.errors)
      report({ ...error, field: field === '<nil>' ? at : `${at}.${field}` });
  }
  const visit = (child: unknown, at: string): void => {
    if (isPlain(child)) defaultErrors(child, `${path}.${at}`, compile, report);
  };
  visit(schema.items, 'items');
  visit(schema.additionalProperties, 'additionalProperties');
  const properties = own(schema, 'properties');
  for (const name of isPlain(properties) ? Object.keys(properties) : []) {
    visit(own(properties as Plain, name), `properties[${name}]`);
  }
}
