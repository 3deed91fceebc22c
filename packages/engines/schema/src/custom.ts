/** Schemas of custom resources: validation and compilation. Loaded for custom resources only. */
export { compileCustomType, compileCustomTypeSteps } from './compile-custom.ts';
export { type FoundField, findField } from './field-path.ts';
export { fromOpenAPI, fromOpenAPISteps, isRecognizedFormat } from './from-openapi.ts';
export { itemsByKey } from './identity.ts';
export { Sameness } from './sameness.ts';
export { Pace, schemasBelow, walkSchemas } from './schema-walk.ts';
export type { LaterRule } from './schema-words.ts';
export {
  checkSchema,
  isStructural,
  type SchemaCheck,
  type SchemaTolerance,
  structuralErrors,
  structureErrors,
} from './structural-errors.ts';
export { TooManyChecksError } from './value-checks.ts';
