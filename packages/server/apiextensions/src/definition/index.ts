/** The kind CustomResourceDefinition. */

export { loadDefinitionValidation } from './late-modules.ts';
export { validatedDefinitions } from './strategy.ts';
