/** The Kubernetes API as data: types, resource definitions and what is particular to each kind. */
export type * from './generated/types.ts';
export * from './resource-definition.ts';
