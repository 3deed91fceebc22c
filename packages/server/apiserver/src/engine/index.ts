/** What implementations of authorization, admission and subresources use of the engine. */
export type { ClaimProblem } from './claims/repair.ts';
export { checkPreconditions } from './deletion.ts';
export { typedFieldManagement } from './typed-field-management.ts';
