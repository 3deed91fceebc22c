/** What implementations of authorization, admission and subresources use of the engine. */
export type { AllocationProblem } from './allocations/repair.ts';
export { checkPreconditions } from './deletion.ts';
export { typedFieldManagement } from './typed-field-management.ts';
