/** Compiles the schema of a version of a custom resource. */
import type { CustomResource } from '@kubets/api';
import { typeTable } from '@kubets/api/facts';
import { nextTurn } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { measureJson } from '@kubets/patch';
import type { CompiledType } from '@kubets/schema';
import { compileCustomTypeSteps, fromOpenAPISteps } from '@kubets/schema/custom';
import { withEnvelopes } from './envelopes.ts';
import { hasRules } from './has-rules.ts';
import { HeldPatterns } from './held-patterns.ts';

/** What a store takes of one object, as upstream. */
const maxDefaultedBytes = 1_572_864;

export type CompiledSchema = Pick<CustomResource, 'type' | 'ruleErrors'>;

/** Defaults can make an object arbitrarily large: each item of a list may get its own. */
function boundedDefaults({ applyDefaults }: CompiledType): CompiledType['applyDefaults'] {
  return (value, context) => {
    const filled = applyDefaults(value, context);
    if (filled === value || measureJson(filled, maxDefaultedBytes).bytes <= maxDefaultedBytes) return filled;
    const why = `limit is ${maxDefaultedBytes}, with the defaults of the schema`;
    throw errors.tooLarge(`Request entity too large: ${why}`);
  };
}

async function inTurns<T>(steps: Generator<void, T, void>): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    await nextTurn();
  }
}

/** `schema`: a structural `openAPIV3Schema`. In several turns of the event loop, since it may be large. */
export async function compileSchema(schema: unknown): Promise<CompiledSchema> {
  const node = await inTurns(fromOpenAPISteps(schema));
  const patterns = new HeldPatterns();
  await inTurns(patterns.prepare(schema));
  const compiled = await inTurns(compileCustomTypeSteps(node, typeTable(), patterns.compile));
  const type = { ...compiled, node: withEnvelopes(node), applyDefaults: boundedDefaults(compiled) };
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
