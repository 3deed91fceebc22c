/** The validation of CustomResourceDefinitions as a part of their strategy. Its code is loaded when it is first needed. */
import type { CustomResourceDefinition, ResourceDefinition } from '@kubets/api';

type Definition = CustomResourceDefinition;
type Validation = typeof import('./validation.ts');

/** `resource` with the validation of the spec, of the status, and with warnings. */
export function validatedDefinitions(resource: ResourceDefinition<Definition>): ResourceDefinition<Definition> {
  let loaded: Validation | undefined;
  const load = async (): Promise<Validation> => {
    loaded ??= await import('./validation.ts');
    return loaded;
  };
  return {
    ...resource,
    strategy: {
      ...resource.strategy,
      async validateInTurns(definition, old, subresource) {
        const { validateDefinition, statusErrors } = await load();
        return subresource === '' ? validateDefinition(definition, old) : statusErrors(definition.status);
      },
      // Warnings are for valid objects, so the code has been loaded.
      warnings: (definition, old) => loaded?.formatWarnings(definition, old) ?? [],
    },
  };
}
