/** Schemas of API types: decode, default and validate. */
export { compileType } from './compile.ts';
export type { CompiledType, CompileOptions, Decoded, DefaultingContext } from './compiled-type.ts';
export { type DefaultCondition, type DefaultRule, type DefaultsTable, defaultsTable } from './default-rule.ts';
export { matchesFormat } from './formats.ts';
export { canonicalText } from './identity.ts';
export {
  type FieldNode,
  type NodeType,
  type TypeNode,
  type TypeTable,
  typeTable,
  type UnionNode,
  type ValueValidation,
} from './type-node.ts';
