/** Serves the resources that CustomResourceDefinitions define. */
export type { CustomResourceParts } from './custom-resource-serving.ts';
export { CustomResources, type FollowParts } from './follow-definitions.ts';
export { loadLateModules } from './late-modules.ts';
