/** Compiles one rule of `x-kubernetes-validations`: its type, its cost, its use of oldSelf. */
import {
  CelCompileError,
  type CelEnvironment,
  type CelProgram,
  CelProgramError,
  celTypes,
  type DeclaredType,
  kubernetesCel,
  optionalType,
} from '@kubets/cel';
import { own, type Plain } from '@kubets/machinery/json';

/** The environments of the rules of one schema. */
export class RuleEnvironments {
  readonly #self: DeclaredType;
  #plain: CelEnvironment | undefined;
  #optional: CelEnvironment | undefined;

  constructor(self: DeclaredType) {
    this.#self = self;
  }

  /** `optional`: oldSelf is an optional value, and the rule is also evaluated for new objects. */
  of(optional: boolean): CelEnvironment {
    const self = this.#self;
    if (!optional) {
      this.#plain ??= kubernetesCel({ variables: { self, oldSelf: self } });
      return this.#plain;
    }
    this.#optional ??= kubernetesCel({ variables: { self, oldSelf: optionalType(self.celType) } });
    return this.#optional;
  }
}

export interface CompiledRule {
  /** Why the rule cannot be compiled. */
  readonly error?: string;
  readonly messageError?: string;
  readonly usesOldSelf: boolean;
  /** Estimated cost of one evaluation. */
  readonly cost: number;
  /** Undefined if there is no message expression, or none that could be compiled. */
  readonly messageCost?: number;
}

/** The program, or why there is none. */
function compile(environment: CelEnvironment, source: string): CelProgram | { readonly error: string } {
  try {
    return environment.compile(source);
  } catch (error) {
    if (error instanceof CelCompileError) return { error: `compilation failed: ${error.message}` };
    if (error instanceof CelProgramError) return { error: `instantiation failed: ${error.message}` };
    throw error;
  }
}

const unusable: CompiledRule = { usesOldSelf: false, cost: 0 };

/** Undefined for a rule without an expression. */
export function compileRule(rule: Plain, environments: RuleEnvironments): CompiledRule | undefined {
  const source = own(rule, 'rule');
  if (typeof source !== 'string' || source.trim() === '') return undefined;
  const environment = environments.of(own(rule, 'optionalOldSelf') === true);
  const program = compile(environment, source);
  if ('error' in program) {
    const { error } = program;
    return { ...unusable, error: error.startsWith('instantiation') ? `program ${error}` : error };
  }
  if (program.resultType.kind !== celTypes.bool.kind) {
    return { ...unusable, error: 'cel expression must evaluate to a bool' };
  }
  const compiled = { usesOldSelf: program.mentions('oldSelf'), cost: program.estimateCost().max };
  const message = own(rule, 'messageExpression');
  if (typeof message !== 'string' || message === '') return compiled;
  const text = compile(environment, message);
  if ('error' in text) return { ...compiled, messageError: `messageExpression ${text.error}` };
  if (text.resultType.kind !== celTypes.string.kind) {
    return { ...compiled, messageError: 'messageExpression must evaluate to a string' };
  }
  return { ...compiled, messageCost: text.estimateCost().max };
}
