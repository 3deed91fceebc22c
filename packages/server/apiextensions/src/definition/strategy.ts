/** The validation of CustomResourceDefinitions as a part of their strategy. Its code is loaded when it is first needed. */
import type { CustomResourceDefinition, ResourceDefinition } from '@kubets/api';
import { inTurns } from '@kubets/base';
import { statusErrors } from './name-errors.ts';

type Definition = CustomResourceDefinition;
type Validation = typeof import('./validate-definition.ts') & typeof import('./format-warnings.ts');

/** `resource` with the validation of the spec, of the status, and with warnings. */
export function validatedDefinitions(resource: ResourceDefinition<Definition>): ResourceDefinition<Definition> {
  let loaded: Validation | undefined;
  const load = async (): Promise<Validation> => {
    loaded ??= { ...(await import('./validate-definition.ts')), ...(await import('./format-warnings.ts')) };
    return loaded;
  };
  return {
    ...resource,
    strategy: {
      ...resource.strategy,
      validateInTurns: async (definition, old, subresource) =>
        subresource === '' ? inTurns((await load()).definitionErrors(definition, old)) : [],
      // Warnings are for valid objects, so the code has been loaded.
      warnings: (definition, old) => loaded?.formatWarnings(definition, old) ?? [],
      validateStatusUpdate: ({ status }) => statusErrors(status),
    },
  };
}
