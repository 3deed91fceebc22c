/** What an admission plugin is made with. */
export {
  type AdmissionAttributes,
  type AdmissionContext,
  type AdmissionOperation,
  type AdmissionPlugin,
  defineAdmission,
} from './admission.ts';
export { groupResource, refusal } from './refuse.ts';
