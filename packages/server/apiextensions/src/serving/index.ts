/** Serves the resources that CustomResourceDefinitions define. */
export { type FollowParts, serveCustomResources } from './follow-definitions.ts';
