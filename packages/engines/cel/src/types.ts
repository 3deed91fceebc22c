/** The types of expressions, and their form in messages. */
export type TypeKind =
  | 'dyn'
  | 'error'
  | 'null'
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'duration'
  | 'timestamp'
  | 'list'
  | 'map'
  | 'type'
  | 'opaque'
  | 'struct'
  | 'param';

/** Compare with {@link sameType}; `params` are element types, key and value types, or the parameters of an opaque type. */
export interface CelType {
  readonly kind: TypeKind;
  readonly name: string;
  readonly params: readonly CelType[];
}

const simple = (kind: TypeKind, name: string = kind): CelType => ({ kind, name, params: [] });

export const celTypes = {
  dyn: simple('dyn'),
  error: simple('error', '!error!'),
  null: simple('null', 'null_type'),
  bool: simple('bool'),
  int: simple('int'),
  uint: simple('uint'),
  double: simple('double'),
  string: simple('string'),
  bytes: simple('bytes'),
  duration: simple('duration', 'google.protobuf.Duration'),
  timestamp: simple('timestamp', 'google.protobuf.Timestamp'),
  type: simple('type'),
} as const;

export const listType = (element: CelType): CelType => ({ kind: 'list', name: 'list', params: [element] });
export const mapType = (key: CelType, value: CelType): CelType => ({ kind: 'map', name: 'map', params: [key, value] });
export const typeType = (of: CelType): CelType => ({ kind: 'type', name: 'type', params: [of] });
export const paramType = (name: string): CelType => simple('param', name);
/** An object with declared fields. */
export const structType = (name: string): CelType => simple('struct', name);
/** An opaque type. */
export const opaqueType = (name: string, ...params: readonly CelType[]): CelType => ({ kind: 'opaque', name, params });
export const optionalType = (of: CelType): CelType => opaqueType('optional_type', of);

export const isOptionalType = (type: CelType): boolean => type.kind === 'opaque' && type.name === 'optional_type';
export const isDyn = (type: CelType): boolean => type.kind === 'dyn';

/** The parameter at `index`; `dyn` where there is none. */
export const typeParam = (type: CelType, index = 0): CelType => type.params[index] ?? celTypes.dyn;

export function sameType(a: CelType, b: CelType): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.name !== b.name || a.params.length !== b.params.length) return false;
  return a.params.every((param, index) => sameType(param, typeParam(b, index)));
}

/** As messages write a type: `list(int)`, `map(string, dyn)`, `kubernetes.URL`. */
export function formatType(type: CelType): string {
  switch (type.kind) {
    case 'null':
    case 'duration':
    case 'timestamp':
      return type.kind;
    case 'list':
    case 'map':
    case 'opaque':
      return type.params.length === 0 ? type.name : `${type.name}(${type.params.map(formatType).join(', ')})`;
    case 'type':
      return type.params.length === 0 ? 'type' : `type(${formatType(typeParam(type))})`;
    default:
      return type.name;
  }
}

/** `(int, string) -> bool`, `list(int).(int)`. */
export function formatSignature(args: readonly CelType[], method: boolean): string {
  const [target, ...rest] = args.map(formatType);
  return method ? `${target}.(${rest.join(', ')})` : `(${args.map(formatType).join(', ')})`;
}

/** Types whose values have a size of one for the cost estimate. */
export function isScalar(type: CelType): boolean {
  switch (type.kind) {
    case 'bool':
    case 'double':
    case 'duration':
    case 'int':
    case 'timestamp':
    case 'uint':
      return true;
    default:
      return isOptionalType(type) && isScalar(typeParam(type));
  }
}
