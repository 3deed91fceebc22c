/** The Kubernetes API as data: types, resource definitions and what is particular to each kind. */
export * from './catalog.ts';
export { nodeRoles } from './core/nodes.ts';
export * from './define-resource.ts';
export { type ApiGroup, columnsOf, defaultsTable, groups, typeTable } from './facts.ts';
export type * from './generated/types.ts';
export * from './resource-definition.ts';
export * from './resources.ts';
