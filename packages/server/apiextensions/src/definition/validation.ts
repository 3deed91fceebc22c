/** The validation of CustomResourceDefinitions. Loaded when the first one is written. */
import type { CustomResourceDefinition } from '@kubets/api';
import { inTurns } from '@kubets/base';
import type { FieldError } from '@kubets/machinery/field-error';
import { defaultRuleErrors } from './default-rule-errors.ts';
import { definitionErrors } from './validate-definition.ts';

export { formatWarnings } from './format-warnings.ts';
export { statusErrors } from './name-errors.ts';

/** All errors of a definition, without those of its metadata. Takes turns of the event loop. */
export async function validateDefinition(
  definition: CustomResourceDefinition,
  old: CustomResourceDefinition | undefined,
): Promise<readonly FieldError[]> {
  const found = await inTurns(definitionErrors(definition, old));
  return found.length > 0 ? found : defaultRuleErrors(definition);
}
