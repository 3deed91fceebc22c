/** Checks that run-time values have the types of a signature, because arguments of type `dyn` can have any type. */
import { CelUint } from './ast.ts';
import type { Overload } from './functions.ts';
import type { CelType } from './types.ts';
import {
  CelDuration,
  CelList,
  CelMap,
  CelOpaque,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  type CelValue,
} from './values.ts';

type Guard = (value: CelValue) => boolean;

const guards: Partial<Record<CelType['kind'], Guard>> = {
  null: (value) => value === null,
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'bigint',
  uint: (value) => value instanceof CelUint,
  double: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  bytes: (value) => value instanceof Uint8Array,
  duration: (value) => value instanceof CelDuration,
  timestamp: (value) => value instanceof CelTimestamp,
  list: (value) => value instanceof CelList,
  map: (value) => value instanceof CelMap,
  type: (value) => value instanceof CelTypeValue,
};

function guardOf(type: CelType): Guard | undefined {
  if (type.kind !== 'opaque' && type.kind !== 'struct') return guards[type.kind];
  if (type.name === 'optional_type') return (value) => value instanceof CelOptional;
  return (value) => value instanceof CelOpaque && value.type.name === type.name;
}

/** The element type of a list is determined by its first element, as upstream. */
function elementGuard(type: CelType): Guard | undefined {
  const [element] = type.kind === 'list' ? type.params : [];
  const guard = element === undefined ? undefined : guardOf(element);
  if (guard === undefined) return guardOf(type);
  return (value) => {
    if (!(value instanceof CelList)) return false;
    return value.size === 0 || guard(value.at(0));
  };
}

/** Undefined if all values match. */
export function guardsOf(overload: Overload): ((values: readonly CelValue[]) => boolean) | undefined {
  const each = overload.total ? [] : overload.args.map(elementGuard);
  if (each.every((guard) => guard === undefined)) return undefined;
  const [first, second] = each;
  if (each.length === 1) return ([value = null]) => first?.(value) ?? true;
  if (each.length === 2) return ([a = null, b = null]) => (first?.(a) ?? true) && (second?.(b) ?? true);
  return (values) => values.every((value, index) => each[index]?.(value) ?? true);
}
