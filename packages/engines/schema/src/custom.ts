/** Schemas of custom resources: what makes one valid, and how it compiles. Only custom resources need it. */
export { compileCustomType } from './compile-custom.ts';
export { fromOpenAPI } from './from-openapi.ts';
export { structuralErrors } from './structural-errors.ts';
