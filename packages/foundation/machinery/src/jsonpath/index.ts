/** JSONPath as kubectl and custom columns use it. */
export { type CompiledJsonPath, compileJsonPath, type JsonPathOptions, relaxedJsonPath } from './compile-jsonpath.ts';
export type { JsonPathBudget } from './evaluate-jsonpath.ts';
export { JsonPathError } from './jsonpath-node.ts';
export { type JsonPathPrinting, printJsonPath } from './print-jsonpath.ts';
