/** The Kubernetes API as data: types, resource definitions and what is particular to each kind. */

export { scaleRow } from './autoscaling/scales.ts';
export * from './catalog.ts';
export { nodeRoles } from './core/nodes.ts';
export * from './define-resource.ts';
export { documentationOf } from './documentation.ts';
export { type ApiGroup, columnsOf, defaultsTable, groups, typeTable } from './facts.ts';
export { kubernetesVersion } from './generated/fingerprint.ts';
export type * from './generated/types.ts';
export * from './openapi/documents.ts';
export { encodeOpenApiV2, gnosticAccepted, gnosticContentType } from './openapi/gnostic.ts';
export { componentOf, componentsOf, type Dialect, type JsonMap, openApiName } from './openapi/schemas.ts';
export * from './resource-definition.ts';
export * from './resources.ts';
