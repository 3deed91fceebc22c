/** Compiles custom resources. Separate from built-in types, so that they do not load the regular expression engine. */
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { type CompilePattern, compileRe2 } from '@kubets/machinery/patterns';
import { compileType, errorsOf } from './compile.ts';
import type { CompiledType } from './compiled-type.ts';
import { embeddedChecks, listTypeChecks } from './list-checks.ts';
import { Pruner } from './prune.ts';
import { structuralDefaulter } from './structural-defaulting.ts';
import type { TypeNode, TypeTable } from './type-node.ts';
import { compileValidation } from './validation.ts';
import { type Check, TooManyChecksError } from './value-checks.ts';

const objectMeta = 'k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta';

/**
 * Compiles the schema of a custom resource, a node of `fromOpenAPI`. Metadata is decoded with the table's ObjectMeta, if there is one.
 * Patterns are compiled on first use.
 */
export function compileCustomType(
  node: TypeNode,
  table: TypeTable,
  compilePattern: CompilePattern = compileRe2,
): CompiledType {
  const steps = compileCustomTypeSteps(node, table, compilePattern);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** {@link compileCustomType} in steps, each of which visits the whole schema once. */
export function* compileCustomTypeSteps(
  node: TypeNode,
  table: TypeTable,
  compilePattern: CompilePattern = compileRe2,
): Generator<void, CompiledType, void> {
  const metadata = table.get(objectMeta) === undefined ? undefined : compileType(objectMeta, table).decode;
  const pruner = new Pruner(node, { metadata });
  const defaulter = structuralDefaulter(node);
  yield;
  const values = compileValidation(node, compilePattern);
  yield;
  const embedded = embeddedChecks(node);
  const lists = listTypeChecks(node);
  return {
    node,
    decode: (value) => pruner.prune(value),
    applyDefaults: (value) => defaulter(value),
    validate: (value) => [...bounded(values, value), ...errorsOf(embedded, value), ...errorsOf(lists, value)],
    validateUpdate(value, old) {
      const changed = deepEqual(value, old) ? [] : bounded(values, value, old);
      const duplicates = errorsOf(lists, value);
      // Existing duplicates in lists are allowed.
      const stays = duplicates.length > 0 && errorsOf(lists, old).length > 0;
      return [...changed, ...errorsOf(embedded, value), ...(stays ? [] : duplicates)];
    },
    prune: (value) => pruner.prune(value).value,
  };
}

/** The errors of a check; that it takes too long is one, too. */
function bounded(check: Check, value: unknown, old?: unknown): readonly FieldError[] {
  try {
    return errorsOf(check, value, old);
  } catch (error) {
    if (!(error instanceof TooManyChecksError)) throw error;
    return [fieldError.forbidden('<nil>', 'validating the object by its schema takes too many checks')];
  }
}
