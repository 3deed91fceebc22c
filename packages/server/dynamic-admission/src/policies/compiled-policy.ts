/** Compiles the expressions of a policy. An expression that does not compile fails when it is evaluated. */
import type { MutatingAdmissionPolicy, ValidatingAdmissionPolicy, Validation } from '@kubets/api';
import { AdmissionExpressions, type CompiledExpression, type ExpressionScope } from '@kubets/api/admission-expressions';
import { nextTurn } from '@kubets/base';
import { type CompiledCondition, type CompiledVariables, compileMatchConditions } from '../cel/index.ts';
import type { Policy } from './policy-kinds.ts';

/** How many short expressions compile in one turn of the event loop. */
const expressionsPerTurn = 16;

interface Common {
  readonly conditions: readonly CompiledCondition[];
  readonly variables: CompiledVariables;
  /** Whether an expression may read `namespaceObject`. */
  readonly readsNamespace: boolean;
}

export interface CompiledValidation {
  readonly validation: Validation;
  readonly expression: CompiledExpression;
  readonly message: CompiledExpression | undefined;
}

export interface CompiledValidatingPolicy extends Common {
  readonly validations: readonly CompiledValidation[];
  readonly annotations: readonly { readonly key: string; readonly expression: CompiledExpression }[];
}

export interface CompiledMutation {
  readonly type: 'applyConfiguration' | 'jsonPatch';
  readonly expression: CompiledExpression;
}

export interface CompiledMutatingPolicy extends Common {
  readonly mutations: readonly CompiledMutation[];
}

/** Compiles one expression after the other, and lets other requests run. */
class PolicyCompiler {
  readonly expressions = new AdmissionExpressions({ variables: true });
  readonly params: boolean;
  #count = 0;

  constructor(policy: Policy) {
    this.params = policy.spec?.paramKind !== undefined;
  }

  async #turn(): Promise<void> {
    this.#count += 1;
    if (this.#count % expressionsPerTurn === 0) await nextTurn();
  }

  async compile(
    source: string,
    result: Parameters<AdmissionExpressions['compile']>[1],
    scope: Partial<ExpressionScope> = {},
  ): Promise<CompiledExpression> {
    await this.#turn();
    return this.expressions.compile(source, result, { params: this.params, authorizer: true, ...scope });
  }

  async common({ spec }: Policy): Promise<Common> {
    const variables = new Map<string, CompiledExpression>();
    for (const { name, expression } of spec?.variables ?? []) {
      await this.#turn();
      const scope = { params: this.params, authorizer: true };
      variables.set(name, await this.expressions.compileVariable(name, expression, scope));
    }
    const conditions = await compileMatchConditions(spec?.matchConditions ?? [], this.expressions, this.params);
    return { variables, conditions, readsNamespace: JSON.stringify(spec ?? {}).includes('namespaceObject') };
  }
}

export async function compileValidatingPolicy(policy: ValidatingAdmissionPolicy): Promise<CompiledValidatingPolicy> {
  const compiler = new PolicyCompiler(policy);
  const common = await compiler.common(policy);
  const validations: CompiledValidation[] = [];
  for (const validation of policy.spec?.validations ?? []) {
    const { expression, messageExpression = '' } = validation;
    validations.push({
      validation,
      expression: await compiler.compile(expression, 'bool'),
      message:
        messageExpression === ''
          ? undefined
          : await compiler.compile(messageExpression, 'string', { authorizer: false }),
    });
  }
  const annotations: CompiledValidatingPolicy['annotations'][number][] = [];
  for (const { key, valueExpression } of policy.spec?.auditAnnotations ?? []) {
    annotations.push({ key, expression: await compiler.compile(valueExpression, 'stringOrNull') });
  }
  return { ...common, validations, annotations };
}

export async function compileMutatingPolicy(policy: MutatingAdmissionPolicy): Promise<CompiledMutatingPolicy> {
  const compiler = new PolicyCompiler(policy);
  const common = await compiler.common(policy);
  const mutations: CompiledMutation[] = [];
  for (const { patchType, applyConfiguration, jsonPatch } of policy.spec?.mutations ?? []) {
    const type = patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration';
    const { expression = '' } = (type === 'jsonPatch' ? jsonPatch : applyConfiguration) ?? {};
    mutations.push({ type, expression: await compiler.compile(expression, type, { patches: true }) });
  }
  return { ...common, mutations };
}
