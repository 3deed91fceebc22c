/** What is loaded when the first CustomResourceDefinition is written. */
export { formatWarnings } from './format-warnings.ts';
export { statusErrors } from './name-errors.ts';
export { definitionErrors } from './validate-definition.ts';
