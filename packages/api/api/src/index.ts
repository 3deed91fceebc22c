/** The Kubernetes API as data: the types of objects, the definitions of resources, and what a definition is. */
export * from './define-resource.ts';
export type * from './generated/types.ts';
export * from './resource-definition.ts';
export * from './resources.ts';
