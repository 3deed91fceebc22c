/** Optional values, and the map insertion that the two-variable comprehensions expand to. */
import { CelUint } from './ast.ts';
import { type Library, overload } from './functions.ts';
import { CelDuration, CelFault, CelList, CelMap, CelOptional, type CelValue, noOptional } from './values.ts';

function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === '') return true;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof CelList || value instanceof CelMap) return value.size === 0;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelDuration) return value.nanos === 0n;
  return value instanceof CelOptional && value.value === undefined;
}

const dereference = (optional: CelOptional): CelValue =>
  optional.value === undefined ? new CelFault('optional.none() dereference') : optional.value;

export const optionalTypes: Library = {
  'optional.of': [overload('optional_of', '(V) optional(V)', (value: CelValue) => new CelOptional(value))],
  'optional.ofNonZeroValue': [
    overload('optional_ofNonZeroValue', '(V) optional(V)', (value: CelValue) =>
      isZero(value) ? noOptional : new CelOptional(value),
    ),
  ],
  'optional.none': [overload('optional_none', '() optional(V)', () => noOptional)],
  value: [overload('optional_value', 'optional(V).() V', dereference)],
  hasValue: [
    overload('optional_hasValue', 'optional(V).() bool', (optional: CelOptional) => optional.value !== undefined),
  ],
  or: [overload('optional_or_optional', 'optional(V).(optional(V)) optional(V)')],
  orValue: [overload('optional_orValue_value', 'optional(V).(V) V')],
  '_?._': [overload('select_optional_field', '(dyn, string) optional(V)')],
  '_[?_]': [
    overload('list_optindex_optional_int', '(list(V), int) optional(V)'),
    overload('optional_list_optindex_optional_int', '(optional(list(V)), int) optional(V)'),
    overload('map_optindex_optional_value', '(map(K, V), K) optional(V)'),
    overload('optional_map_optindex_optional_value', '(optional(map(K, V)), K) optional(V)'),
  ],
};

/** Carried out by the evaluator, in place. */
export const twoVariableComprehensions: Library = {
  'cel.@mapInsert': [
    overload('@mapInsert_map_key_value', '(map(K, V), K, V) map(K, V)'),
    overload('@mapInsert_map_map', '(map(K, V), map(K, V)) map(K, V)'),
  ],
};
