/** Functions and their overloads, declared by one line of signature each. */
import {
  type CelType,
  celTypes,
  listType,
  mapType,
  opaqueType,
  optionalType,
  paramType,
  structType,
  typeType,
} from './types.ts';
import type { CelValue } from './values.ts';

/** The arguments have the types of the signature, which guards check before the call. */
export type Implementation = (...args: never[]) => CelValue;

export interface Overload {
  readonly id: string;
  readonly method: boolean;
  /** The receiver of a method comes first. */
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** Absent for operations that the evaluator implements. */
  readonly run?: Implementation;
  readonly hasParams: boolean;
  /** `run` accepts arguments of any type, so there are no guards. */
  readonly total: boolean;
}

export interface CelFunction {
  readonly name: string;
  readonly overloads: readonly Overload[];
}

const known = new Map<string, CelType>([
  ...Object.entries(celTypes),
  ['quantity', structType('kubernetes.Quantity')],
  ['url', structType('kubernetes.URL')],
  ['semver', structType('kubernetes.Semver')],
  ['format', structType('kubernetes.NamedFormat')],
  ['ip', opaqueType('net.IP')],
  ['cidr', opaqueType('net.CIDR')],
  ['authorizer', structType('kubernetes.authorization.Authorizer')],
  ['path-check', structType('kubernetes.authorization.PathCheck')],
  ['group-check', structType('kubernetes.authorization.GroupCheck')],
  ['resource-check', structType('kubernetes.authorization.ResourceCheck')],
  ['decision', structType('kubernetes.authorization.Decision')],
]);

/** Parses a type at the start of `text`. Short names are Kubernetes types, single capital letters are type parameters. */
function readType(text: string): { readonly type: CelType; readonly rest: string } {
  const [name = ''] = /^[A-Za-z-]+/.exec(text) ?? [];
  let rest = text.slice(name.length);
  const params: CelType[] = [];
  if (rest.startsWith('(')) {
    do {
      const param = readType(rest.slice(1).trimStart());
      params.push(param.type);
      rest = param.rest;
    } while (rest.startsWith(','));
    rest = rest.slice(1);
  }
  const [first = celTypes.dyn, second = celTypes.dyn] = params;
  if (name === 'list') return { type: listType(first), rest };
  if (name === 'map') return { type: mapType(first, second), rest };
  if (name === 'optional') return { type: optionalType(first), rest };
  if (name === 'type' && params.length > 0) return { type: typeType(first), rest };
  return { type: known.get(name) ?? paramType(name), rest };
}

/** The type of a name in the signature language: `list(string)`, `quantity`. */
export const typeNamed = (text: string): CelType => readType(text).type;

const mentionsParam = (type: CelType): boolean => type.kind === 'param' || type.params.some(mentionsParam);

/** `string.(string, int) bool`: a method of string; `(string) int`: a plain function. */
export function overload(id: string, signature: string, run?: Implementation): Overload {
  const args: CelType[] = [];
  let rest = signature;
  const method = !rest.startsWith('(');
  if (method) {
    const receiver = readType(rest);
    args.push(receiver.type);
    rest = receiver.rest.slice(1);
  }
  rest = rest.slice(1);
  while (!rest.startsWith(')')) {
    const arg = readType(rest.replace(/^[,\s]+/, ''));
    args.push(arg.type);
    rest = arg.rest;
  }
  const result = readType(rest.slice(1).trimStart()).type;
  const hasParams = mentionsParam(result) || args.some(mentionsParam);
  return { id, method, args, result, hasParams, total: false, ...(run === undefined ? {} : { run }) };
}

/** An overload whose implementation accepts any arguments. */
export const total = (id: string, signature: string, run: Implementation): Overload => ({
  ...overload(id, signature, run),
  total: true,
});

/** A library: functions by name. */
export type Library = Readonly<Record<string, readonly Overload[]>>;
