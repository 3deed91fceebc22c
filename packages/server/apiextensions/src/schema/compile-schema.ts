/** Compiles the schema of a version of a custom resource. */
import type { CustomResource } from '@kubets/api';
import { typeTable } from '@kubets/api/facts';
import { nextTurn } from '@kubets/base';
import { compileCustomType, fromOpenAPI } from '@kubets/schema/custom';
import { withEnvelopes } from './envelopes.ts';
import { hasRules } from './has-rules.ts';

export type CompiledSchema = Pick<CustomResource, 'type' | 'ruleErrors'>;

/** `schema`: a structural `openAPIV3Schema`. In several turns of the event loop, since it may be large. */
export async function compileSchema(schema: unknown): Promise<CompiledSchema> {
  const node = fromOpenAPI(schema);
  await nextTurn();
  const type = { ...compileCustomType(node, typeTable()), node: withEnvelopes(node) };
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
