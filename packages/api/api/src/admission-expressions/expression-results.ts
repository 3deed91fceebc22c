/** The results that expressions of a policy must have, and upstream's errors for others. */
import { type CelType, celTypes, listType, type OpenType, sameType, structType } from '@kubets/cel';

/** What an expression is used for, by the type of its result. */
export type ExpressionResult = 'any' | 'bool' | 'string' | 'stringOrNull' | 'applyConfiguration' | 'jsonPatch';

const patchOperation = structType('JSONPatch');
const allowed: Readonly<Record<Exclude<ExpressionResult, 'any'>, readonly CelType[]>> = {
  bool: [celTypes.bool],
  string: [celTypes.string],
  stringOrNull: [celTypes.string, celTypes.null],
  applyConfiguration: [structType('Object')],
  jsonPatch: [listType(patchOperation)],
};

/** Go's `Type.String()`, which uses the names of the runtime. */
function goText({ name, params }: CelType): string {
  return params.length === 0 ? name : `${name}(${params.map(goText).join(', ')})`;
}

/** The error for a result of this type; undefined if it is allowed. */
export function resultProblem(type: CelType, result: ExpressionResult): string | undefined {
  if (result === 'any') return undefined;
  const types = allowed[result];
  if (types.some((each) => sameType(each, type))) return undefined;
  const wanted = types.length === 1 ? types.map(goText).join('') : `one of [${types.map(goText).join(' ')}]`;
  return `must evaluate to ${wanted} but got ${goText(type)}`;
}

const operationFields: Readonly<Record<string, CelType>> = {
  op: celTypes.string,
  from: celTypes.string,
  path: celTypes.string,
  value: celTypes.dyn,
};
const anyField: OpenType = { fieldType: () => celTypes.dyn };
const operation: OpenType = {
  fieldType: (field) => (Object.hasOwn(operationFields, field) ? operationFields[field] : undefined),
};

/** The types `JSONPatch`, `Object` and `Object.…` of mutations. */
export function mutationType(name: string): OpenType | undefined {
  if (name === 'JSONPatch') return operation;
  return name === 'Object' || name.startsWith('Object.') ? anyField : undefined;
}
