/** Server-side apply: who owns which field, and what an applied configuration makes of an object. */
export { accountUpdate, accountUpdateSteps } from './account-update.ts';
export { applyConfiguration, applySteps } from './apply-configuration.ts';
export { upgradeManagedFields, upgradePatch } from './client-side-apply.ts';
export type { FieldPath } from './field-set.ts';
export type { FieldWriteRequest } from './field-write.ts';
export { parentAccount, type ReplicasPath, scaleAccount } from './scale-fields.ts';
export type { Steps } from './steps.ts';
export { typeProblems } from './type-problems.ts';
export { untypedPatch } from './untyped-patch.ts';
export type { VersionedObject, VersionHook } from './versions.ts';
