/** Compiles built-in types: the entry point of the engine for types of the facts. */
import { invariant } from '@kubets/base';
import type { FieldError } from '@kubets/machinery/field-error';
import type { CompiledType, CompileOptions, Decoded, DefaultingContext } from './compiled-type.ts';
import { DeclarativeCompiler } from './declarative.ts';
import { DecoderCompiler } from './decode.ts';
import { DecodeState } from './decode-state.ts';
import type { DefaultsTable } from './default-rule.ts';
import { DefaulterCompiler } from './defaulting.ts';
import type { TypeNode, TypeTable } from './type-node.ts';
import { type Check, ValidationRun } from './value-checks.ts';

const noDefaults: DefaultsTable = { get: () => undefined };
const allOff = (): boolean => false;
const none: readonly FieldError[] = [];

/** The compiled types of a table with the same defaults and options. */
interface Engine {
  readonly decoders: DecoderCompiler;
  readonly defaulters: DefaulterCompiler;
  readonly declarative: DeclarativeCompiler;
  readonly types: Map<string, CompiledType>;
}

const engines = new WeakMap<TypeTable, { defaults: DefaultsTable; options: CompileOptions; engine: Engine }[]>();
const noOptions: CompileOptions = {};

function engineOf(table: TypeTable, defaults: DefaultsTable, options: CompileOptions): Engine {
  const known = engines.get(table) ?? [];
  const found = known.find((each) => each.defaults === defaults && each.options === options);
  if (found !== undefined) return found.engine;
  const gate = options.gate ?? allOff;
  const engine: Engine = {
    decoders: new DecoderCompiler(table, options.gate),
    defaulters: new DefaulterCompiler({ table, defaults, gate }),
    declarative: new DeclarativeCompiler(table, gate),
    types: new Map(),
  };
  engines.set(table, [...known, { defaults, options, engine }]);
  return engine;
}

/**
 * Compiles a built-in type: a name of the table, or a node. Parts are compiled when they are first needed and kept for as long as the table lives; pass the same `defaults` and `options` objects to share
 * them. A name that is not in the table is a bug and throws on first use.
 */
export function compileType(
  type: string | TypeNode,
  table: TypeTable,
  defaults: DefaultsTable = noDefaults,
  options: CompileOptions = noOptions,
): CompiledType {
  const engine = engineOf(table, defaults, options);
  if (typeof type !== 'string') {
    invariant(type.structural !== true, 'the schema of a custom resource is compiled by compileCustomType');
    return compileTyped(type, engine);
  }
  let compiled = engine.types.get(type);
  if (compiled === undefined) {
    compiled = compileTyped({ ...table.get(type), ref: type }, engine);
    engine.types.set(type, compiled);
  }
  return compiled;
}

/** The errors a check finds. */
export function errorsOf(check: Check | undefined, value: unknown, old?: unknown): readonly FieldError[] {
  if (check === undefined) return none;
  const run = new ValidationRun();
  check(value, old, run);
  return run.errors;
}

function compileTyped(node: TypeNode, engine: Engine): CompiledType {
  const decoder = engine.decoders.of(node);
  const defaulter = engine.defaulters.of(node);
  const rules = engine.declarative.of(node);
  const decode = (value: unknown): Decoded => {
    const state = new DecodeState();
    const decoded = value === null || value === undefined ? value : decoder(value, state);
    return {
      value: decoded,
      unknown: state.unknown,
      ...(state.disabled.length === 0 ? {} : { disabled: state.disabled }),
      ...(state.error === undefined ? {} : { error: state.error }),
    };
  };
  return {
    node,
    decode,
    applyDefaults: (value: unknown, context?: DefaultingContext) =>
      defaulter === undefined ? value : defaulter(value, { now: context?.now }),
    validate: (value) => errorsOf(rules, value),
    validateUpdate: (value, old) => (value === old ? none : errorsOf(rules, value, old)),
    prune: (value) => decode(value).value,
  };
}
