/** Evaluates the rules of schemas on their defaults: a default must be a value that a new object may have. */
import type { CustomResourceDefinition } from '@kubets/api';
import { inTurns, type Steps } from '@kubets/base';
import type { FieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';
import { fromOpenAPI, Pace } from '@kubets/schema/custom';
import { compileRules } from '../schema/compile-rules.ts';
import { evaluateRules, RuleEvaluation } from '../schema/evaluate-rules.ts';
import { schemasOf } from './spec-parts.ts';

interface DefaultAt {
  readonly path: string;
  readonly schema: Plain;
  readonly value: unknown;
  /** Whether the schema is that of a whole object. */
  readonly root: boolean;
}

/** Whether rules are in the schema or below, so that they see its default. */
function hasRules(schema: Plain): boolean {
  const rules = own(schema, 'x-kubernetes-validations');
  if (Array.isArray(rules) && rules.length > 0) return true;
  const properties = own(schema, 'properties');
  const below = [own(schema, 'items'), own(schema, 'additionalProperties')];
  if (isPlain(properties)) for (const name of Object.keys(properties)) below.push(own(properties, name));
  return below.some((each) => isPlain(each) && hasRules(each));
}

/** Defaults to evaluate rules on. Those below additionalProperties are not validated, as upstream. */
function* defaultsIn(schema: Plain, path: string, root: boolean, found: DefaultAt[], pace: Pace): Steps<void> {
  if (pace.due()) yield;
  const whole = root || schema['x-kubernetes-embedded-resource'] === true;
  const value = own(schema, 'default');
  if (value !== undefined && value !== null && hasRules(schema)) {
    found.push({ path: `${path}.default`, schema, value, root: whole });
  }
  const items = own(schema, 'items');
  if (isPlain(items)) yield* defaultsIn(items, `${path}.items`, false, found, pace);
  const properties = own(schema, 'properties');
  for (const name of isPlain(properties) ? Object.keys(properties) : []) {
    const property = own(properties as Plain, name);
    if (isPlain(property)) yield* defaultsIn(property, `${path}.properties[${name}]`, false, found, pace);
  }
}

/** The errors of all defaults. The definition is valid otherwise. All rules share the budget of one object, as upstream. */
export async function defaultRuleErrors({ spec }: CustomResourceDefinition): Promise<readonly FieldError[]> {
  const errors: FieldError[] = [];
  for (const { schema, path } of schemasOf(spec)) {
    if (schema.openAPIV3Schema === undefined) continue;
    const defaults: DefaultAt[] = [];
    const root = schema.openAPIV3Schema as unknown as Plain;
    await inTurns(defaultsIn(root, `${path}.openAPIV3Schema`, true, defaults, new Pace()));
    const evaluation = new RuleEvaluation(() => undefined);
    for (const each of defaults) {
      const rules = await compileRules(fromOpenAPI(each.schema), each.root);
      if (rules === undefined) continue;
      const before = evaluation.errors.length;
      const subject = { object: each.value as KubeObject, old: undefined, found: [], warn: () => undefined };
      await evaluateRules(rules, subject, evaluation);
      for (const error of evaluation.errors.slice(before)) {
        const below = error.field === '<nil>' ? '' : `${error.field.startsWith('[') ? '' : '.'}${error.field}`;
        errors.push({ ...error, field: `${each.path}${below}` });
      }
    }
  }
  return errors;
}
