/** What is not structural in a definition that an older API has stored. */
import type { CustomResourceDefinition } from '@kubets/api';
import { inTurns, type Steps } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { Plain } from '@kubets/machinery/json';
import { compileRe2 } from '@kubets/machinery/patterns';
import { Pace, structureErrors } from '@kubets/schema/custom';

function* all({ spec }: CustomResourceDefinition): Steps<readonly FieldError[]> {
  const found = [fieldError.invalid('spec.preserveUnknownFields', true, 'must be false')];
  for (const [index, { schema }] of spec.versions.entries()) {
    if (schema?.openAPIV3Schema === undefined) continue;
    const path = `spec.versions[${index}].schema.openAPIV3Schema`;
    found.push(...(yield* structureErrors(schema.openAPIV3Schema as unknown as Plain, path, compileRe2, new Pace())));
  }
  return found;
}

/** In one text; undefined if there are none. Others than these definitions were refused when they were written. */
export async function violationsOf(definition: CustomResourceDefinition): Promise<string | undefined> {
  if (definition.spec.preserveUnknownFields !== true) return undefined;
  const lines = (await inTurns(all(definition))).map(({ field, message }) => `${field}: ${message}`);
  return lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
}
