/** Schemas of custom resources: validation and compilation. Loaded for custom resources only. */
export { compileCustomType } from './compile-custom.ts';
export { fromOpenAPI } from './from-openapi.ts';
export { itemsByKey } from './identity.ts';
export { structuralErrors } from './structural-errors.ts';
