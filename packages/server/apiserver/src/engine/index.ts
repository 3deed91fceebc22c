/** The parts of the engine that implementations of authorization, admission and subresources use. */
export type { AllocationProblem } from './allocations/repair.ts';
export { checkPreconditions } from './deletion.ts';
export { builtinTypes } from './schema-library.ts';
export { typedFieldManagement } from './typed-field-management.ts';
