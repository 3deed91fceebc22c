/** Compiles the rules of a schema (`x-kubernetes-validations`), for the values at which they are declared. */

import { nextTurn } from '@kubets/base';
import {
  CelCompileError,
  type CelEnvironment,
  type CelProgram,
  CelProgramError,
  type DeclaredType,
  declaredType,
  escapeProperty,
  kubernetesCel,
  optionalType,
} from '@kubets/cel';
import type { FieldNode, TypeNode } from '@kubets/schema';
import { hasRules } from './has-rules.ts';
import { ruleFieldPath } from './rule-path.ts';

export interface Rule {
  /** Why the rule cannot be evaluated, or its program. */
  readonly program: CelProgram | string;
  /** Undefined if there is none, or if it does not compile. */
  readonly messageExpression: CelProgram | undefined;
  readonly messageSource: string;
  readonly usesOldSelf: boolean;
  /** oldSelf is an optional value, and the rule is evaluated for new values, too. */
  readonly optionalOldSelf: boolean;
  /** Trimmed; empty if there is none. */
  readonly message: string;
  readonly source: string;
  readonly reason: unknown;
  /** Relative to the value; empty for the value itself. */
  readonly fieldPath: string;
}

/** A schema with rules, or with rules below it. */
export interface RuleNode {
  readonly node: TypeNode;
  readonly type: DeclaredType;
  readonly rules: readonly Rule[];
  readonly fields: ReadonlyMap<string, RuleNode>;
  readonly items: RuleNode | undefined;
  readonly values: RuleNode | undefined;
}

type Declared = Readonly<Record<string, unknown>>;

/** The environments of the rules of one value. */
class Environments {
  readonly #self: DeclaredType;
  #plain: CelEnvironment | undefined;
  #optional: CelEnvironment | undefined;

  constructor(self: DeclaredType) {
    this.#self = self;
  }

  of(optionalOldSelf: boolean): CelEnvironment {
    const self = this.#self;
    if (!optionalOldSelf) {
      this.#plain ??= kubernetesCel({ variables: { self, oldSelf: self } });
      return this.#plain;
    }
    this.#optional ??= kubernetesCel({ variables: { self, oldSelf: optionalType(self.celType) } });
    return this.#optional;
  }
}

/** The program, or why there is none. */
function compiled(environment: CelEnvironment, source: string): CelProgram | string {
  try {
    return environment.compile(source);
  } catch (error) {
    if (error instanceof CelCompileError) return `compilation failed: ${error.message}`;
    if (error instanceof CelProgramError) return `program instantiation failed: ${error.message}`;
    throw error;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** Undefined for a rule without an expression. */
function compileRule(declared: Declared, node: TypeNode, environments: Environments): Rule | undefined {
  const source = textOf(declared.rule);
  if (source === '') return undefined;
  const optionalOldSelf = declared.optionalOldSelf === true;
  const environment = environments.of(optionalOldSelf);
  const program = compiled(environment, String(declared.rule));
  const messageSource = typeof declared.messageExpression === 'string' ? declared.messageExpression : '';
  const message = messageSource === '' ? undefined : compiled(environment, messageSource);
  return {
    program,
    messageExpression: typeof message === 'string' ? undefined : message,
    messageSource,
    usesOldSelf: typeof program !== 'string' && program.mentions('oldSelf'),
    optionalOldSelf,
    message: textOf(declared.message),
    source,
    reason: declared.reason,
    fieldPath: ruleFieldPath(declared.fieldPath, node),
  };
}

/** The type of a property; derived from its schema alone if its name cannot be used in expressions. */
function typeOfField(field: FieldNode, parent: DeclaredType): DeclaredType | undefined {
  const escaped = escapeProperty(field.name);
  if (escaped !== undefined) return parent.fields?.get(escaped)?.type;
  return declaredType(field, { name: 'selfType', root: field.embedded === true });
}

async function compileNode(node: TypeNode, type: DeclaredType | undefined): Promise<RuleNode | undefined> {
  if (type === undefined || !hasRules(node)) return undefined;
  const environments = new Environments(type);
  const rules: Rule[] = [];
  for (const declared of node.validations ?? []) {
    // An expression may take some milliseconds.
    await nextTurn();
    const rule = compileRule(declared, node, environments);
    if (rule !== undefined) rules.push(rule);
  }
  const fields = new Map<string, RuleNode>();
  for (const field of node.fields ?? []) {
    const below = hasRules(field) ? await compileNode(field, typeOfField(field, type)) : undefined;
    if (below !== undefined) fields.set(field.name, below);
  }
  return {
    node,
    type,
    rules,
    fields,
    items: node.items && (await compileNode(node.items, type.element)),
    values: node.values && (await compileNode(node.values, type.element)),
  };
}

/**
 * The rules of a structural schema; undefined if it has none. One rule in each turn of the event loop. Upstream:
 * NewValidator of apiextensions-apiserver/pkg/apiserver/schema/cel. `root`: the schema is that of a whole object.
 */
export async function compileRules(node: TypeNode, root = true): Promise<RuleNode | undefined> {
  if (!hasRules(node)) return undefined;
  return compileNode(node, declaredType(node, { name: 'selfType', root }));
}
