/** OpenAPI's checks of single values, with the messages of kube-openapi. */
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { encodeJson } from '@kubets/machinery/json';
import type { CompiledPattern, CompilePattern } from '@kubets/machinery/patterns';
import { matchesFormat } from './formats.ts';
import { repeated } from './identity.ts';
import { Sameness } from './sameness.ts';
import type { ValueValidation } from './type-node.ts';
import { ValuePath } from './value-path.ts';

/**
 * Checks of single values that one validation may make, each of some 50 ns: far more than an object needs that is not made to be slow.
 * Upstream has no such limit.
 */
const maxChecks = 1_000_000;
/** Characters that a pattern reads in the time of one check. */
const charactersPerCheck = 4;

/** The validation would take too long. */
export class TooManyChecksError extends Error {
  override readonly name = 'TooManyChecksError';
}

/** The state of a validation. */
export class ValidationRun {
  readonly path = new ValuePath();
  errors: FieldError[] = [];
  /** The number of matched types. Of several failed alternatives, the one with the most matches is reported. */
  matched = 0;
  readonly #sameness = new Sameness();
  #left = maxChecks;

  /** Whether a value equals the one it replaces. */
  unchanged(value: unknown, old: unknown): boolean {
    return this.#sameness.same(value, old);
  }

  /** Throws TooManyChecksError. */
  spend(checks: number): void {
    this.#left -= checks;
    if (this.#left < 0) throw new TooManyChecksError();
  }

  /** An `Invalid value` error with kube-openapi's message: `spec.replicas in body should be …`. */
  invalid(value: unknown, detail: string): void {
    const name = this.path.dotted();
    this.errors.push(fieldError.invalid(fieldOf(name), value, `${name} in body ${detail}`));
  }

  wrongType(expected: string, found: string): void {
    const name = this.path.dotted();
    const detail = `${name} in body must be of type ${expected}: ${JSON.stringify(found)}`;
    this.errors.push(fieldError.typeInvalid(fieldOf(name), found, detail));
  }

  /** Errors of junctors have no field. */
  junctor(detail: string): void {
    this.errors.push(fieldError.invalid('<nil>', '', `${JSON.stringify(this.path.dotted())} ${detail}`));
  }
}

/** Upstream's form of the path of the root. */
export function fieldOf(path: string): string {
  return path === '' ? '<nil>' : path;
}

/** `old`: the value it replaces, undefined if there is none. */
export type Check = (value: unknown, old: unknown, run: ValidationRun) => void;

/** OpenAPI's name of a value's type, and the format that goes with it. */
function typeOf(value: unknown): readonly [type: string, format: string] {
  if (value === null || value === undefined) return ['null', ''];
  if (Array.isArray(value)) return ['array', ''];
  switch (typeof value) {
    case 'string':
      return ['string', ''];
    case 'boolean':
      return ['boolean', ''];
    case 'bigint':
      return ['integer', 'int64'];
    case 'number':
      return Number.isInteger(value) ? ['integer', 'int64'] : ['number', 'float64'];
    default:
      return ['object', ''];
  }
}

export function typeCheck(types: readonly string[], nullable: boolean, format: string | undefined): Check {
  const expected = types.join(',');
  const has = new Set(types);
  if (has.has('number')) has.add('integer');
  return (value, _old, run) => {
    const [type, itsFormat] = typeOf(value);
    if (type === 'null') {
      if (!nullable) run.wrongType(expected, 'null');
    } else if (has.has(type)) run.matched += 1;
    else if (format !== undefined && type !== 'string' && type !== 'array') run.wrongType(format, itsFormat);
    else run.wrongType(expected, type);
  };
}

/** Unicode code points, as Go counts runes. */
function runes(text: string): number {
  let count = text.length;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const before = text.charCodeAt(i - 1);
    if (code >= 0xdc00 && code < 0xe000 && before >= 0xd800 && before < 0xdc00) count -= 1;
  }
  return count;
}

/** The pattern that a text does not match; undefined if it matches. Patterns are compiled on first use. */
function patternCheck(source: string, compile: CompilePattern): (text: string) => string | undefined {
  let compiled: CompiledPattern | string | undefined;
  return (text) => {
    compiled ??= compile(source);
    if (typeof compiled === 'string') return `${source}, but pattern is invalid: ${compiled}`;
    return compiled.test(text) ? undefined : source;
  };
}

export function stringCheck(rules: ValueValidation, compile: CompilePattern): Check | undefined {
  const { maxLength, minLength, pattern } = rules;
  if (maxLength === undefined && minLength === undefined && pattern === undefined) return undefined;
  const mismatch = pattern === undefined ? undefined : patternCheck(pattern, compile);
  return (value, _old, run) => {
    if (typeof value !== 'string') return;
    if (maxLength !== undefined && value.length > maxLength && runes(value) > maxLength) {
      run.errors.push(fieldError.tooLong(fieldOf(run.path.dotted()), maxLength));
    } else if (minLength !== undefined && (value.length < minLength || runes(value) < minLength)) {
      run.invalid(value, `should be at least ${minLength} chars long`);
    } else {
      if (mismatch !== undefined) run.spend(value.length / charactersPerCheck);
      const missed = mismatch?.(value);
      if (missed !== undefined) run.invalid(value, `should match '${missed}'`);
    }
  };
}

export function formatCheck(format: string | undefined): Check | undefined {
  if (format === undefined || format === 'password') return undefined;
  return (value, _old, run) => {
    if (typeof value === 'string' && !matchesFormat(format, value)) run.wrongType(format, value);
  };
}

/** Whether a number is one of the type and format. */
function inRange(value: number | bigint, type: string, format: string | undefined): boolean {
  if (type === 'number') return format !== 'float' || Math.abs(Number(value)) <= 3.4028234663852886e38;
  if (typeof value === 'number' && !Number.isInteger(value)) return false;
  if (format === 'int32') return value >= -0x8000_0000 && value <= 0x7fff_ffff;
  return value >= -(2 ** 63) && value < 2 ** 63;
}

export function numberCheck(
  rules: ValueValidation,
  type: string | undefined,
  format: string | undefined,
): Check | undefined {
  const { maximum, minimum, exclusiveMaximum, exclusiveMinimum, multipleOf } = rules;
  const limited = maximum !== undefined || minimum !== undefined || multipleOf !== undefined;
  const typed = type === 'integer' || (type === 'number' && format === 'float');
  if (!limited && !typed) return undefined;
  const inType = (what: string, number: number | bigint, run: ValidationRun): void => {
    if (type === undefined || inRange(number, type, format)) return;
    const formatted = format === undefined ? '(default format)' : `with format ${format}`;
    const detail = `${what} value must be of type ${type} ${formatted} in ${run.path.dotted()}`;
    run.errors.push(fieldError.invalid('<nil>', '', detail));
  };
  return (value, _old, run) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return;
    if (typed) inType('Checked', value, run);
    if (multipleOf !== undefined) {
      if (typed) inType('MultipleOf', multipleOf, run);
      multipleCheck(value, multipleOf, run);
    }
    if (maximum !== undefined) {
      if (typed) inType('Maximum boundary', maximum, run);
      if (exclusiveMaximum ? value >= maximum : value > maximum) {
        run.invalid(value, `should be less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
      }
    }
    if (minimum !== undefined) {
      if (typed) inType('Minimum boundary', minimum, run);
      if (exclusiveMinimum ? value <= minimum : value < minimum) {
        run.invalid(value, `should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
      }
    }
  };
}

/** Upstream compares integers with the integer part of the factor, which may be zero. */
function multipleCheck(value: number | bigint, multipleOf: number, run: ValidationRun): void {
  const isInteger = typeof value === 'bigint' || Number.isInteger(value);
  const factor = isInteger ? Math.trunc(multipleOf) : multipleOf;
  if (factor > 0) {
    if (!isMultiple(value, factor)) run.invalid(value, `should be a multiple of ${factor}`);
    return;
  }
  const at = run.path.dotted();
  const detail = `factor MultipleOf declared for ${at} must be positive: ${factor}`;
  run.errors.push(fieldError.invalid(fieldOf(at), factor, detail));
}

function isMultiple(value: number | bigint, factor: number): boolean {
  if (typeof value === 'bigint' && Number.isInteger(factor)) return factor > 0 && value % BigInt(factor) === 0n;
  const quotient = Number(value) / factor;
  return factor > 0 && Number.isInteger(quotient);
}

export function listCheck(rules: ValueValidation): Check | undefined {
  const { minItems, maxItems, uniqueItems } = rules;
  if (minItems === undefined && maxItems === undefined && !uniqueItems) return undefined;
  return (value, _old, run) => {
    if (!Array.isArray(value)) return;
    if (minItems !== undefined && value.length < minItems) {
      run.invalid(value.length, `should have at least ${minItems} items`);
    }
    if (maxItems !== undefined && value.length > maxItems) {
      run.errors.push(fieldError.tooMany(fieldOf(run.path.dotted()), value.length, maxItems));
    }
    if (uniqueItems && repeated(value, 'second').length > 0) {
      run.invalid('', "shouldn't contain duplicates");
    }
  };
}

export function enumCheck(allowed: readonly unknown[] | undefined): Check | undefined {
  if (allowed === undefined || allowed.length === 0) return undefined;
  const scalars = new Set(allowed.filter((each) => typeof each !== 'object'));
  const supported = allowed
    .map((each) => JSON.stringify(typeof each === 'string' ? each : encodeJson(each)))
    .join(', ');
  return (value, _old, run) => {
    if (scalars.has(value)) return;
    run.spend(allowed.length);
    if (allowed.some((each) => deepEqual(each, value))) return;
    const { message } = fieldError.notSupported('', value, []);
    run.errors.push({
      type: 'FieldValueNotSupported',
      field: fieldOf(run.path.dotted()),
      message: `${message}${supported}`,
    });
  };
}
