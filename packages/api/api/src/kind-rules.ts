/** Rules of single kinds that several components share. */
export { customResourceCleanupFinalizer } from './apiextensions/custom-resource-definitions.ts';
export { definitionCondition, withDefinitionCondition } from './apiextensions/definition-strategy.ts';
export { scaleRow } from './autoscaling/scales.ts';
export { eventSource } from './core/event-row.ts';
export { nodeRoles } from './core/nodes.ts';
export { storageClassAnnotation } from './core/persistent-volumes.ts';
export { computeQosClass, type QosClass } from './core/pod-qos.ts';
export { withoutTypeDependentFields } from './core/service-preparation.ts';
export { isExtended } from './core/validation/resource-names.ts';
export { clusterAddressErrors } from './core/validation/service-addresses.ts';
export { loadLateValidation } from './late-validation.ts';
export { isDefaultStorageClass } from './storage/default-class.ts';
