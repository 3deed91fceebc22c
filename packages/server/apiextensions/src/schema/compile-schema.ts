/** Compiles the schema of a version of a custom resource. */
import type { CustomResource } from '@kubets/api';
import { typeTable } from '@kubets/api/facts';
import { nextTurn } from '@kubets/base';
import { compileCustomTypeSteps, fromOpenAPISteps } from '@kubets/schema/custom';
import { withEnvelopes } from './envelopes.ts';
import { hasRules } from './has-rules.ts';

export type CompiledSchema = Pick<CustomResource, 'type' | 'ruleErrors'>;

async function inTurns<T>(steps: Generator<void, T, void>): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    await nextTurn();
  }
}

/** `schema`: a structural `openAPIV3Schema`. In several turns of the event loop, since it may be large. */
export async function compileSchema(schema: unknown): Promise<CompiledSchema> {
  const node = await inTurns(fromOpenAPISteps(schema));
  const compiled = await inTurns(compileCustomTypeSteps(node, typeTable()));
  const type = { ...compiled, node: withEnvelopes(node) };
  await nextTurn();
  if (!hasRules(node)) return { type, ruleErrors: () => [] };
  // CEL is a large part of the code, which schemas without rules do not need.
  const [{ compileRules }, { evaluateRules }] = await Promise.all([
    import('./compile-rules.ts'),
    import('./evaluate-rules.ts'),
  ]);
  const rules = await compileRules(node);
  return { type, ruleErrors: (subject) => (rules === undefined ? [] : evaluateRules(rules, subject)) };
}
