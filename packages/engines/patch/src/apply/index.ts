/** Server-side apply: field ownership and merging of configurations. */

export { applyConfiguration, applySteps } from './apply-configuration.ts';
export { upgradeManagedFields, upgradePatch } from './client-side-apply.ts';
export type { FieldPath } from './field-set.ts';
export type { FieldWriteRequest } from './field-write.ts';
export { areManagedFieldsReadable } from './managers.ts';
export { MergeError, mergeConfiguration } from './merge-configuration.ts';
export { parentManagedFields, type ReplicasPath, scaleManagedFields } from './scale-fields.ts';
export { typeProblems } from './type-problems.ts';
export { untypedPatch } from './untyped-patch.ts';
export { updateManagedFields, updateManagedFieldsSteps } from './update-managed-fields.ts';
export type { VersionedObject, VersionHook } from './versions.ts';
