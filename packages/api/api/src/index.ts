/** The Kubernetes API as data: types, resource definitions and strategies. */

export { scaleRow } from './autoscaling/scales.ts';
export * from './catalog.ts';
export { eventSource } from './core/event-row.ts';
export { nodeRoles } from './core/nodes.ts';
export { storageClassAnnotation } from './core/persistent-volumes.ts';
export { computeQosClass, type QosClass } from './core/pod-qos.ts';
export { withoutTypeDependentFields } from './core/service-preparation.ts';
export * from './define-resource.ts';
export { documentationOf } from './documentation.ts';
export {
  type ApiGroup,
  columnsOf,
  defaultsTable,
  featureDefault,
  groups,
  typeNameOfKind,
  typeTable,
} from './facts.ts';
export { kubernetesVersion } from './generated/fingerprint.ts';
export type * from './generated/types.ts';
export { loadWireTable, wireTable } from './messages.ts';
export * from './openapi/documents.ts';
export { encodeOpenApiV2, gnosticAccepted, gnosticContentType } from './openapi/gnostic.ts';
export { componentOf, componentsOf, type Dialect, type JsonMap, openApiName } from './openapi/schemas.ts';
export * from './resource-definition.ts';
export * from './resources.ts';
export * from './scheduling-rules/node-affinity.ts';
export * from './scheduling-rules/pod-requests.ts';
export * from './scheduling-rules/tolerations.ts';
export { isDefaultStorageClass } from './storage/default-class.ts';
