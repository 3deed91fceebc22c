/** Compiles structural schemas into validators. The order of the checks and the messages are kube-openapi's. */
import { fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import type { CompilePattern } from '@kubets/machinery/patterns';
import { itemsByKey } from './identity.ts';
import type { TypeNode, ValueValidation } from './type-node.ts';
import {
  type Check,
  enumCheck,
  fieldOf,
  formatCheck,
  listCheck,
  numberCheck,
  stringCheck,
  typeCheck,
  type ValidationRun,
} from './value-checks.ts';

/** What structural nodes and the conditions below junctors have in common. */
interface Shape {
  readonly types: readonly string[];
  readonly nullable: boolean;
  readonly rules: ValueValidation;
  readonly allowed: readonly unknown[] | undefined;
  readonly required: readonly string[];
  readonly properties: ReadonlyMap<string, Check>;
  readonly values: Check | undefined;
  readonly items: Check | undefined;
  readonly listKeys: readonly string[] | undefined;
  /** Whether items of an old list are correlated by index. */
  readonly correlated: boolean;
}

/** A check that is compiled when it is first used: of a large schema, an object has few fields. */
function late(compile: () => Check): Check {
  let compiled: Check | undefined;
  return (value, old, run) => {
    compiled ??= compile();
    compiled(value, old, run);
  };
}

/** The validator of a structural node and everything below it. */
export function compileValidation(node: TypeNode, pattern: CompilePattern): Check {
  const below = (each: TypeNode | undefined): Check | undefined =>
    each === undefined ? undefined : late(() => compileValidation(each, pattern));
  const type = node.type === 'map' ? 'object' : node.type;
  return compileShape(
    {
      types: node.intOrString ? ['integer', 'string'] : type === undefined ? [] : [type],
      nullable: node.nullable === true,
      rules: node.validation ?? {},
      allowed: node.enum,
      required: Array.isArray(node.required) ? (node.required as readonly string[]) : [],
      properties: new Map(
        (node.fields ?? []).map((field) => [field.name, late(() => compileValidation(field, pattern))]),
      ),
      values: below(node.values),
      items: below(node.items),
      listKeys: node.listType === 'map' ? node.listMapKeys : undefined,
      correlated: node.listType === undefined,
    },
    pattern,
  );
}

function compileCondition(rules: ValueValidation, pattern: CompilePattern): Check {
  const below = (each: ValueValidation | undefined): Check | undefined =>
    each === undefined ? undefined : compileCondition(each, pattern);
  return compileShape(
    {
      types: rules.type === undefined ? [] : [rules.type],
      nullable: false,
      rules,
      allowed: rules.enum,
      required: rules.required ?? [],
      properties: new Map(
        Object.entries(rules.properties ?? {}).map(([name, each]) => [name, compileCondition(each, pattern)]),
      ),
      values: below(rules.additionalProperties),
      items: below(rules.items),
      listKeys: undefined,
      correlated: true,
    },
    pattern,
  );
}

function compileShape(shape: Shape, pattern: CompilePattern): Check {
  const { rules } = shape;
  const checks = [
    shape.types.length === 0 ? undefined : typeCheck(shape.types, shape.nullable, rules.format),
    junctorCheck(rules, pattern),
    stringCheck(rules, pattern),
    formatCheck(rules.format),
    numberCheck(rules, shape.types.length === 1 ? shape.types[0] : undefined, rules.format),
    itemsCheck(shape),
    listCheck(rules),
    enumCheck(shape.allowed),
    objectCheck(shape),
  ].filter((each) => each !== undefined);
  const [first, second] = checks;
  if (first === undefined) return () => {};
  if (second === undefined) return first;
  return (value, old, run) => {
    for (const check of checks) check(value, old, run);
  };
}

/** Runs a check separately. Returns its errors and its number of matches. */
function aside(
  check: Check,
  value: unknown,
  old: unknown,
  run: ValidationRun,
): Pick<ValidationRun, 'errors' | 'matched'> {
  const { errors, matched } = run;
  run.errors = [];
  run.matched = 0;
  check(value, old, run);
  const result = { errors: run.errors, matched: run.matched };
  run.errors = errors;
  run.matched = matched;
  return result;
}

function junctorCheck(rules: ValueValidation, pattern: CompilePattern): Check | undefined {
  const compile = (clauses: readonly ValueValidation[] | undefined): readonly Check[] =>
    (clauses ?? []).map((clause) => compileCondition(clause, pattern));
  const [anyOf, oneOf, allOf] = [compile(rules.anyOf), compile(rules.oneOf), compile(rules.allOf)];
  const not = rules.not === undefined ? undefined : compileCondition(rules.not, pattern);
  if (anyOf.length + oneOf.length + allOf.length === 0 && not === undefined) return undefined;
  return (value, old, run) => {
    if (anyOf.length > 0) {
      const { valid, best } = alternatives(anyOf, value, old, run);
      if (valid === 0) {
        run.junctor('must validate at least one schema (anyOf)');
        run.errors.push(...best);
      }
    }
    if (oneOf.length > 0) {
      const { valid, best } = alternatives(oneOf, value, old, run);
      if (valid !== 1) {
        const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
        run.junctor(`must validate one and only one schema (oneOf). ${found}`);
        if (valid === 0) run.errors.push(...best);
      }
    }
    let failed = 0;
    for (const check of allOf) {
      const before = run.errors.length;
      check(value, old, run);
      if (run.errors.length > before) failed += 1;
    }
    if (failed > 0) {
      run.junctor(`must validate all the schemas (allOf)${failed === allOf.length ? '. None validated' : ''}`);
    }
    if (not !== undefined && aside(not, value, old, run).errors.length === 0) {
      run.junctor('must not validate the schema (not)');
    }
  };
}

/** An alternative costs as much as these checks, since its errors are collected separately. */
const checksPerAlternative = 4;

/** The number of matching alternatives, and the errors of the closest one. */
function alternatives(
  checks: readonly Check[],
  value: unknown,
  old: unknown,
  run: ValidationRun,
): { valid: number; best: ValidationRun['errors'] } {
  let valid = 0;
  let best: Pick<ValidationRun, 'errors' | 'matched'> | undefined;
  for (const check of checks) {
    run.spend(checksPerAlternative);
    const result = aside(check, value, old, run);
    if (result.errors.length === 0) valid += 1;
    else if (best === undefined || result.matched > best.matched) best = result;
  }
  return { valid, best: best?.errors ?? [] };
}

function itemsCheck(shape: Shape): Check | undefined {
  const { items, listKeys, correlated } = shape;
  if (items === undefined) return undefined;
  return (value, old, run) => {
    if (!Array.isArray(value)) return;
    const olds: readonly unknown[] = Array.isArray(old) ? old : [];
    const byKey = listKeys === undefined || olds.length === 0 ? undefined : itemsByKey(olds, listKeys);
    for (let i = 0; i < value.length; i++) {
      run.spend(1);
      const item: unknown = value[i];
      const was = byKey !== undefined ? byKey(item) : correlated ? olds[i] : undefined;
      if (was !== undefined && run.unchanged(item, was)) continue;
      run.path.index(i);
      items(item, was, run);
      run.path.leave();
    }
  };
}

function objectCheck(shape: Shape): Check | undefined {
  const { properties, values, required } = shape;
  const { minProperties, maxProperties } = shape.rules;
  if (
    properties.size === 0 &&
    !values &&
    required.length === 0 &&
    minProperties === undefined &&
    maxProperties === undefined
  ) {
    return undefined;
  }
  return (value, old, run) => {
    if (!isPlain(value)) return;
    if (!propertyCount(value, minProperties, maxProperties, run)) return;
    const olds = isPlain(old) ? old : undefined;
    for (const key in value) {
      const check = properties.get(key) ?? values;
      if (check === undefined) continue;
      run.spend(1);
      const member = value[key];
      const was = olds === undefined ? undefined : own(olds, key);
      // Unchanged values are not validated again (ratcheting).
      if (was !== undefined && run.unchanged(member, was)) continue;
      run.path.field(key);
      check(member, was, run);
      run.path.leave();
    }
    for (const name of required) {
      if (!Object.hasOwn(value, name)) run.errors.push(fieldError.required(run.path.dotted(name)));
    }
  };
}

function propertyCount(value: Plain, min: number | undefined, max: number | undefined, run: ValidationRun): boolean {
  if (min === undefined && max === undefined) return true;
  const count = Object.keys(value).length;
  if (min !== undefined && count < min) {
    run.invalid(count, `should have at least ${min} properties`);
    return false;
  }
  if (max === undefined || count <= max) return true;
  run.errors.push(fieldError.tooMany(fieldOf(run.path.dotted()), count, max));
  return false;
}
