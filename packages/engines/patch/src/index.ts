/** JSON patch, merge patch and strategic merge patch. */
export {
  createStrategicPatch,
  createThreeWayMergePatch,
  createThreeWayStrategicPatch,
  PatchConflictError,
  type PatchOptions,
  type Precondition,
  PreconditionError,
  requireKeyUnchanged,
  requireMetadataKeyUnchanged,
  type ThreeWayOptions,
} from './create-patch.ts';
export { measureJson } from './json-measure.ts';
export { applyJsonPatch, type JsonPatchLimits, jsonPatchSteps } from './json-patch.ts';
export { applyMergePatch, createMergePatch } from './merge-patch.ts';
export { PatchError, type PatchErrorKind } from './patch-error.ts';
export { applyStrategicMergePatch } from './strategic-merge.ts';
