/** Serves the resources that CustomResourceDefinitions define. */
export { CustomResources, type FollowParts } from './follow-definitions.ts';
