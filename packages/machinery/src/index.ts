/** What any Kubernetes-style API needs, with no kind of object in it. */

export * from './encoding/json.ts';
export { JsonNumberError, JsonSyntaxError } from './encoding/json-reader.ts';
export * from './field-error.ts';
export * from './meta.ts';
export * from './resource-type.ts';
export * from './schema/compiled-type.ts';
export * from './schema/default-rule.ts';
export * from './schema/type-node.ts';
export * from './status-error.ts';
