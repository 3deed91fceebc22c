/** The kind CustomResourceDefinition. */
export { validatedDefinitions } from './strategy.ts';
