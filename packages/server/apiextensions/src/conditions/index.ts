/** The status of CustomResourceDefinitions. */
export type { DefinitionServing, DefinitionStatusParts } from './definition-status.ts';
export { keepDefinitionStatus } from './follow-status.ts';
export { loadDefinitionStatus } from './late-modules.ts';
