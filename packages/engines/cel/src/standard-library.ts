/** The functions and operators of CEL itself. */
import { add, divide, modulo, multiply, negate, subtract } from './arithmetic.ts';
import { conversions } from './conversions.ts';
import { compare, equal, listIncludes } from './equality.ts';
import { type Implementation, type Library, type Overload, overload, total } from './functions.ts';
import { timeFields } from './time-fields.ts';
import { CelList, CelMap, type CelValue, codePoints, isFault, noSuchOverload } from './values.ts';
import { spendWork } from './work-limit.ts';

type Order = (sign: number) => boolean;

const ordered =
  (holds: Order): Implementation =>
  (a: CelValue, b: CelValue): CelValue => {
    const sign = compare(a, b);
    if (sign === undefined) return noSuchOverload;
    return typeof sign === 'number' ? holds(sign) : sign;
  };

/** Overload names and types of a comparison, those across numeric types included. */
function comparisons(name: string, holds: Order): readonly Overload[] {
  const run = ordered(holds);
  const plain: readonly (readonly [id: string, type: string])[] = [
    ['bool', 'bool'],
    ['int64', 'int'],
    ['int64_double', 'int, double'],
    ['int64_uint64', 'int, uint'],
    ['uint64', 'uint'],
    ['uint64_double', 'uint, double'],
    ['uint64_int64', 'uint, int'],
    ['double', 'double'],
    ['double_int64', 'double, int'],
    ['double_uint64', 'double, uint'],
    ['string', 'string'],
    ['bytes', 'bytes'],
    ['timestamp', 'timestamp'],
    ['duration', 'duration'],
  ];
  return plain.map(([id, types]) => {
    const args = types.includes(',') ? types : `${types}, ${types}`;
    return total(`${name}_${id}`, `(${args}) bool`, run);
  });
}

/** All overloads of an operator share one implementation. */
function operator(run: Implementation, overloads: Readonly<Record<string, string>>): readonly Overload[] {
  return Object.entries(overloads).map(([id, signature]) => total(id, signature, run));
}

function textSize(text: string): CelValue {
  spendWork(text.length >> 5);
  return BigInt(codePoints(text));
}

const sizes = [
  ['bytes', 'bytes', (bytes: Uint8Array) => BigInt(bytes.length)],
  ['list', 'list(A)', (list: CelList) => BigInt(list.size)],
  ['map', 'map(A, B)', (map: CelMap) => BigInt(map.size)],
  ['string', 'string', textSize],
] as const;

const isIn: Implementation = (value: CelValue, container: CelList | CelMap): CelValue => {
  if (container instanceof CelList) return listIncludes(container, value);
  if (!(container instanceof CelMap)) return noSuchOverload;
  const found = container.find(value);
  return found !== undefined && isFault(found) ? found : found !== undefined;
};

/** Operators that the evaluator implements have no implementation here. */
export const standardLibrary: Library = {
  '_?_:_': [overload('conditional', '(bool, A, A) A')],
  '_&&_': [overload('logical_and', '(bool, bool) bool')],
  '_||_': [overload('logical_or', '(bool, bool) bool')],
  '!_': [overload('logical_not', '(bool) bool', (value: boolean) => !value)],
  '@not_strictly_false': [overload('not_strictly_false', '(bool) bool')],
  '_==_': [total('equals', '(A, A) bool', equal)],
  '_!=_': [total('not_equals', '(A, A) bool', (a: CelValue, b: CelValue) => !equal(a, b))],
  '_+_': operator(add, {
    add_bytes: '(bytes, bytes) bytes',
    add_double: '(double, double) double',
    add_duration_duration: '(duration, duration) duration',
    add_duration_timestamp: '(duration, timestamp) timestamp',
    add_timestamp_duration: '(timestamp, duration) timestamp',
    add_int64: '(int, int) int',
    add_list: '(list(A), list(A)) list(A)',
    add_string: '(string, string) string',
    add_uint64: '(uint, uint) uint',
  }),
  '_-_': operator(subtract, {
    subtract_double: '(double, double) double',
    subtract_duration_duration: '(duration, duration) duration',
    subtract_int64: '(int, int) int',
    subtract_timestamp_duration: '(timestamp, duration) timestamp',
    subtract_timestamp_timestamp: '(timestamp, timestamp) duration',
    subtract_uint64: '(uint, uint) uint',
  }),
  '_*_': operator(multiply, {
    multiply_double: '(double, double) double',
    multiply_int64: '(int, int) int',
    multiply_uint64: '(uint, uint) uint',
  }),
  '_/_': operator(divide, {
    divide_double: '(double, double) double',
    divide_int64: '(int, int) int',
    divide_uint64: '(uint, uint) uint',
  }),
  '_%_': operator(modulo, { modulo_int64: '(int, int) int', modulo_uint64: '(uint, uint) uint' }),
  '-_': operator(negate, { negate_double: '(double) double', negate_int64: '(int) int' }),
  '_<_': comparisons('less', (sign) => sign < 0),
  '_<=_': comparisons('less_equals', (sign) => sign <= 0),
  '_>_': comparisons('greater', (sign) => sign > 0),
  '_>=_': comparisons('greater_equals', (sign) => sign >= 0),
  '_[_]': [
    overload('index_list', '(list(A), int) A'),
    overload('index_map', '(map(A, B), A) B'),
    overload('optional_list_index_int', '(optional(list(V)), int) optional(V)'),
    overload('optional_map_index_value', '(optional(map(K, V)), K) optional(V)'),
  ],
  '@in': [total('in_list', '(A, list(A)) bool', isIn), total('in_map', '(A, map(A, B)) bool', isIn)],
  size: [
    ...sizes.map(([id, type, run]) => overload(`${id}_size`, `${type}.() int`, run)),
    ...sizes.map(([id, type, run]) => overload(`size_${id}`, `(${type}) int`, run)),
  ],
  contains: [overload('contains_string', 'string.(string) bool', (a: string, b: string) => a.includes(b))],
  startsWith: [overload('starts_with_string', 'string.(string) bool', (a: string, b: string) => a.startsWith(b))],
  endsWith: [overload('ends_with_string', 'string.(string) bool', (a: string, b: string) => a.endsWith(b))],
  ...conversions,
  ...timeFields,
};
