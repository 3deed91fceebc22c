/** The interface of admission plugins, and helpers to write them. */
export {
  type AdmissionAttributes,
  type AdmissionCommit,
  type AdmissionContext,
  type AdmissionOperation,
  type AdmissionPlugin,
  type AdmissionVersion,
  defineAdmission,
  type GroupVersionKind,
  type OptionsObject,
} from './admission.ts';
export { groupResource, refusal } from './refuse.ts';
