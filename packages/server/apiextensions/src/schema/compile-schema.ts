/** Compiles the schema of a version of a custom resource. */
import { typeTable } from '@kubets/api/facts';
import { nextTurn } from '@kubets/base';
import type { CompiledType } from '@kubets/schema';
import { compileCustomType, fromOpenAPI } from '@kubets/schema/custom';
import { withEnvelopes } from './envelopes.ts';

/** `schema`: a structural `openAPIV3Schema`. In several turns of the event loop, since it may be large. */
export async function compileSchema(schema: unknown): Promise<CompiledType> {
  const node = fromOpenAPI(schema);
  await nextTurn();
  const type = compileCustomType(node, typeTable());
  await nextTurn();
  return { ...type, node: withEnvelopes(node) };
}
