/** Compiles the expressions of a policy or a webhook. Upstream: Compiler and CompositedCompiler of admission/plugin/cel. */
import {
  authorizerType,
  CelCompileError,
  type CelEnvironment,
  type CelProgram,
  CelProgramError,
  type CelType,
  celTypes,
  type DeclaredField,
  type DeclaredType,
  jsonPatchLibrary,
  kubernetesCel,
  listType,
  mapType,
  resourceCheckType,
  structType,
} from '@kubets/cel';
import { admissionRequestType, dynamicallyRead, namespaceObjectType } from './admission-types.ts';
import { type ExpressionResult, mutationType, resultProblem } from './expression-results.ts';

/** The variables that only some expressions have. */
export interface ExpressionScope {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** The types and functions of mutations. */
  readonly patches?: boolean;
}

/** `issues` is the text of the compiler alone. */
export type CompiledExpression =
  | { readonly source: string; readonly program: CelProgram }
  | {
      readonly source: string;
      readonly error: string;
      readonly issues: string;
      /** `internal`: the expression is well typed, but can never be evaluated. */
      readonly cause: 'invalid' | 'internal';
    };

export interface AdmissionExpressionOptions {
  /** Whether expressions can read `variables`. */
  readonly variables?: boolean;
  /** The type of `object` and `oldObject`, and of `params`. Default: dynamic, as upstream evaluates them. */
  readonly object?: DeclaredType;
  readonly params?: DeclaredType;
}

const simple = new Set(['bool', 'bytes', 'double', 'duration', 'int', 'null', 'string', 'timestamp', 'uint']);

/** The type of a variable that an expression of this type defines: lists and maps keep their elements, objects do not keep their fields. */
function variableType(type: CelType | undefined): CelType {
  if (type === undefined) return celTypes.dyn;
  if (simple.has(type.kind)) return type;
  const [first, second] = type.params;
  if (type.kind === 'list') return listType(variableType(first));
  if (type.kind === 'map') return mapType(variableType(first), variableType(second));
  return celTypes.dyn;
}

export class AdmissionExpressions {
  readonly #options: AdmissionExpressionOptions;
  readonly #environments = new Map<string, CelEnvironment>();
  /** Filled in the order of the policy, so that a variable can read those before it. */
  readonly #variables = new Map<string, DeclaredField>();

  constructor(options: AdmissionExpressionOptions = {}) {
    this.#options = options;
  }

  /** Never rejects: an expression with errors compiles to its errors. Long expressions are compiled in several turns. */
  async compile(source: string, result: ExpressionResult, scope: ExpressionScope): Promise<CompiledExpression> {
    try {
      const program = await this.#environment(scope).compileInTurns(source);
      const problem = resultProblem(program.resultType, result);
      return problem === undefined
        ? { source, program }
        : { source, error: problem, issues: problem, cause: 'invalid' };
    } catch (error) {
      if (error instanceof CelCompileError) {
        return { source, error: `compilation failed: ${error.message}`, issues: error.message, cause: 'invalid' };
      }
      if (!(error instanceof CelProgramError)) throw error;
      const message = `program instantiation failed: ${error.message}`;
      return { source, error: message, issues: message, cause: 'internal' };
    }
  }

  /** Compiles a variable, which later expressions can read. */
  async compileVariable(name: string, source: string, scope: ExpressionScope): Promise<CompiledExpression> {
    const compiled = await this.compile(source, 'any', scope);
    const type = dynamicallyRead(variableType('program' in compiled ? compiled.program.resultType : undefined));
    this.#variables.set(name, { property: name, type, adapt: type.adapt });
    return compiled;
  }

  #environment({ params, authorizer, patches = false }: ExpressionScope): CelEnvironment {
    const key = `${params} ${authorizer} ${patches}`;
    let environment = this.#environments.get(key);
    if (environment === undefined) {
      const object = this.#options.object ?? celTypes.dyn;
      const variables = dynamicallyRead(structType('kubernetes.variables'), { fields: this.#variables });
      environment = kubernetesCel({
        variables: {
          object,
          oldObject: object,
          request: admissionRequestType,
          namespaceObject: namespaceObjectType,
          ...(this.#options.variables === true ? { variables } : {}),
          ...(params ? { params: this.#options.params ?? celTypes.dyn } : {}),
          ...(authorizer ? { authorizer: authorizerType, 'authorizer.requestResource': resourceCheckType } : {}),
        },
        ...(patches ? { libraries: [jsonPatchLibrary], openTypes: mutationType } : {}),
        // The caller keeps the programs that it needs.
        cacheSize: 0,
      });
      this.#environments.set(key, environment);
    }
    return environment;
  }
}
