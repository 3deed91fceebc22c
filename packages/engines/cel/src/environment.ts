/** An environment: the available names, types and functions. Compiles expressions and caches programs. */
import { nextTurn } from '@kubets/base';
import type { CompilePattern } from '@kubets/machinery/patterns';
import { checkCel } from './checker.ts';
import type { CheckedExpr, Declarations, Variable } from './checking.ts';
import { type Adapter, adaptDynamic, ObjectView } from './collections.ts';
import { CreatedObject, type OpenType } from './created-object.ts';
import type { DeclaredType } from './declared-type.ts';
import { selectedField } from './escaping.ts';
import type { CelFunction, Library, Overload } from './functions.ts';
import type { MacroExtension } from './macros.ts';
import { parseCel } from './parser.ts';
import { CelProgram } from './program.ts';
import { standardLibrary } from './standard-library.ts';
import { toNative } from './to-native.ts';
import { type CelType, celTypes, listType, mapType, opaqueType, structType, typeType } from './types.ts';
import { validateLiterals } from './validators.ts';
import { CelFault, type CelValue } from './values.ts';

export interface CelEnvironmentOptions {
  /** Types of variables. A declared type also defines the conversion of JSON values. */
  readonly variables?: Readonly<Record<string, CelType | DeclaredType>>;
  readonly libraries?: readonly Library[];
  /** Macros besides those of all environments. */
  readonly macros?: readonly MacroExtension[];
  /** Further object types, for literals like `Object{…}` and for types that other types refer to. */
  readonly types?: readonly DeclaredType[];
  /** Finds types whose objects have any fields, for literals; asked after `types`. */
  readonly openTypes?: (name: string) => OpenType | undefined;
  readonly container?: string;
  /** Lists and maps may mix types. Kubernetes does not allow it. */
  readonly mixedLiterals?: boolean;
  /** Validates literal patterns; undefined: patterns are validated when they are used. */
  readonly compilePattern?: CompilePattern;
  /** Whether constants are folded without cost, as in Kubernetes. Default true. */
  readonly optimize?: boolean;
  /** The number of cached programs (LRU). Default 1,000. */
  readonly cacheSize?: number;
}

/** Characters. Shorter expressions compile within a few milliseconds. */
const longExpression = 4_096;

const namedTypes: readonly CelType[] = [
  celTypes.bool,
  celTypes.bytes,
  celTypes.double,
  celTypes.duration,
  celTypes.int,
  celTypes.null,
  celTypes.string,
  celTypes.timestamp,
  celTypes.uint,
  listType(celTypes.dyn),
  mapType(celTypes.dyn, celTypes.dyn),
  celTypes.type,
  opaqueType('optional_type'),
  opaqueType('net.IP'),
  opaqueType('net.CIDR'),
];

export class CelEnvironment implements Declarations {
  readonly container: string;
  readonly mixedLiterals: boolean;
  readonly optimize: boolean;
  readonly #options: CelEnvironmentOptions;
  readonly #functions = new Map<string, CelFunction>();
  readonly #variables = new Map<string, Variable>();
  readonly #adapters = new Map<string, Adapter>();
  readonly #objects = new Map<string, DeclaredType>();
  readonly #programs = new Map<string, CelProgram>();

  constructor(options: CelEnvironmentOptions = {}) {
    this.#options = options;
    this.container = options.container ?? '';
    this.mixedLiterals = options.mixedLiterals ?? false;
    this.optimize = options.optimize ?? true;
    for (const library of [standardLibrary, ...(options.libraries ?? [])]) this.#addLibrary(library);
    for (const type of namedTypes)
      this.#variables.set(type.name, { name: type.name, type: typeType(type), constant: type });
    for (const type of options.types ?? []) this.#addObjects(type);
    for (const [name, declared] of Object.entries(options.variables ?? {})) this.#addVariable(name, declared);
  }

  /** Throws `CelCompileError` and, for an expression that can never be evaluated, `CelProgramError`. */
  compile(source: string): CelProgram {
    return (
      this.#cached(source) ?? this.#planned(source, checkCel(source, parseCel(source, this.#options.macros), this))
    );
  }

  /** Like `compile`, in several turns of the event loop if the expression is long. */
  async compileInTurns(source: string): Promise<CelProgram> {
    if (source.length < longExpression) return this.compile(source);
    const known = this.#cached(source);
    if (known !== undefined) return known;
    await nextTurn();
    const parsed = parseCel(source, this.#options.macros);
    await nextTurn();
    const checked = checkCel(source, parsed, this);
    await nextTurn();
    return this.#planned(source, checked);
  }

  #cached(source: string): CelProgram | undefined {
    const known = this.#programs.get(source);
    if (known === undefined) return undefined;
    // Moved to the end: the first entry is the least recently used.
    this.#programs.delete(source);
    this.#programs.set(source, known);
    return known;
  }

  #planned(source: string, checked: CheckedExpr): CelProgram {
    validateLiterals(source, checked, this.#options.compilePattern, this.mixedLiterals);
    const program = new CelProgram(checked, this);
    this.#programs.set(source, program);
    const [oldest] = this.#programs.keys();
    if (oldest !== undefined && this.#programs.size > (this.#options.cacheSize ?? 1_000)) this.#programs.delete(oldest);
    return program;
  }

  variable(name: string): Variable | undefined {
    return this.#variables.get(name);
  }

  function(name: string): CelFunction | undefined {
    return this.#functions.get(name);
  }

  fieldType(struct: string, field: string): CelType | undefined {
    const declared = this.#objects.get(struct)?.fields;
    if (declared !== undefined) return selectedField(declared, field)?.type.celType;
    return this.#options.openTypes?.(struct)?.fieldType(field);
  }

  structType(name: string): CelType | undefined {
    const known = this.#objects.has(name) || this.#options.openTypes?.(name) !== undefined;
    return known ? structType(name) : undefined;
  }

  /** The declared type of an object, by its name. */
  objectType(name: string): DeclaredType | undefined {
    return this.#objects.get(name);
  }

  /** The declared type of a variable, for the cost estimate. */
  declaredVariable(name: string): DeclaredType | undefined {
    const declared = this.#options.variables?.[name];
    return declared !== undefined && 'celType' in declared ? declared : undefined;
  }

  adapterOf(variable: string): Adapter {
    return this.#adapters.get(variable) ?? adaptDynamic;
  }

  construct(name: string, fields: ReadonlyMap<string, CelValue>): CelValue {
    const type = this.#objects.get(name);
    if (type?.fields === undefined) {
      const open = this.#options.openTypes?.(name) !== undefined;
      return open ? new CreatedObject(name, fields) : new CelFault(`unknown type: ${name}`);
    }
    const native: Record<string, unknown> = Object.create(null);
    for (const [field, value] of fields) {
      const declared = selectedField(type.fields, field);
      if (declared !== undefined) native[declared.property] = toNative(value);
    }
    return new ObjectView(native, type.fields, name);
  }

  #addLibrary(library: Library): void {
    for (const [name, overloads] of Object.entries(library)) {
      const before: readonly Overload[] = this.#functions.get(name)?.overloads ?? [];
      this.#functions.set(name, { name, overloads: [...before, ...overloads] });
    }
  }

  #addVariable(name: string, declared: CelType | DeclaredType): void {
    const type = 'celType' in declared ? declared.celType : declared;
    this.#variables.set(name, { name, type });
    if (!('celType' in declared)) return;
    this.#adapters.set(name, declared.adapt);
    this.#addObjects(declared);
  }

  #addObjects(type: DeclaredType): void {
    if (type.fields !== undefined) {
      if (this.#objects.has(type.celType.name)) return;
      this.#objects.set(type.celType.name, type);
      for (const field of type.fields.values()) this.#addObjects(field.type);
    }
    if (type.element !== undefined) this.#addObjects(type.element);
  }
}
