/** Converts JSON values of a schema's types to CEL values, with upstream's errors for values of wrong types. */
import { fromBase64 } from '@kubets/base';
import type { TypeNode } from '@kubets/schema';
import { type Adapter, type FieldView, NativeList, NativeMap, ObjectView } from './collections.ts';
import { escapeProperty } from './escaping.ts';
import { MapList, SetList } from './native-lists.ts';
import { readDuration, readTimestamp } from './time-text.ts';
import { CelFault, type CelValue, isFault } from './values.ts';

/** Go's name of a JSON value's type. */
function goType(native: unknown): string {
  if (Array.isArray(native)) return '[]interface {}';
  switch (typeof native) {
    case 'number':
      return Number.isInteger(native) ? 'int64' : 'float64';
    case 'bigint':
      return 'int64';
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    default:
      return 'map[string]interface {}';
  }
}

const invalid = (expected: string): CelFault => new CelFault(`invalid data, expected ${expected}`);
const unfit = (expected: string, native: unknown): CelFault => invalid(`${expected}, got ${goType(native)}`);

function wholeNumber(native: unknown): bigint | undefined {
  if (typeof native === 'bigint') return native;
  return typeof native === 'number' && Number.isInteger(native) ? BigInt(native) : undefined;
}

const readers: Readonly<Record<string, (text: string) => CelValue>> = {
  duration: (text) => reworded(readDuration(text), `Invalid duration ${text}`),
  date: (text) => reworded(readTimestamp(`${text}T00:00:00Z`), `Invalid date formatted string ${text}`),
  'date-time': (text) => reworded(readTimestamp(text), `Invalid date-time formatted string ${text}`),
  byte: readBase64,
};

function reworded(value: CelValue, head: string): CelValue {
  return isFault(value) ? new CelFault(`${head}: ${value.message}`) : value;
}

function readBase64(text: string): CelValue {
  try {
    return fromBase64(text);
  } catch {
    return new CelFault(`Invalid byte formatted string ${text}: illegal base64 data`);
  }
}

function textAdapter(format: string | undefined): Adapter {
  const read = format !== undefined && Object.hasOwn(readers, format) ? readers[format] : undefined;
  return (native) => {
    if (typeof native !== 'string') return unfit('string', native);
    return read === undefined ? native : read(native);
  };
}

function listAdapter(node: TypeNode, element: Adapter): Adapter {
  const keys = (node.listMapKeys ?? []).map((key) => escapeProperty(key) ?? key);
  return (native) => {
    if (!Array.isArray(native)) return invalid('an array for the provided schema with type=array');
    if (node.listType === 'set') return new SetList(native, element);
    return node.listType === 'map' ? new MapList(native, element, keys) : new NativeList(native, element);
  };
}

function objectAdapter(view: (native: Readonly<Record<string, unknown>>) => CelValue): Adapter {
  return (native) => {
    if (typeof native === 'object' && native !== null && !Array.isArray(native)) {
      return view(native as Readonly<Record<string, unknown>>);
    }
    return invalid('a map for the provided schema with type=object');
  };
}

function numberAdapter(integer: boolean): Adapter {
  return (native) => {
    if (integer) return wholeNumber(native) ?? unfit('int', native);
    return typeof native === 'number' || typeof native === 'bigint' ? Number(native) : unfit('float', native);
  };
}

function typedAdapter(node: TypeNode, element: Adapter, fields: ReadonlyMap<string, FieldView>): Adapter {
  if (node.intOrString === true) {
    return (native) =>
      typeof native === 'string'
        ? native
        : (wholeNumber(native) ?? invalid('XIntOrString value to be either a string or integer'));
  }
  switch (node.type) {
    case 'array':
      return listAdapter(node, element);
    case 'map':
      return objectAdapter((native) => new NativeMap(native, element));
    case 'object':
      return objectAdapter((native) => new ObjectView(native, fields));
    case 'string':
      return textAdapter(node.format ?? node.validation?.format);
    case 'number':
    case 'integer':
      return numberAdapter(node.type === 'integer');
    default:
      return (native) => (typeof native === 'boolean' ? native : unfit('bool', native));
  }
}

const unexpectedNull = new CelFault('invalid data, got null for schema with nullable=false');

/** The adapter of a node, given the adapters of its elements or fields. */
export function adapterFor(
  node: TypeNode,
  element: Adapter = () => null,
  fields: ReadonlyMap<string, FieldView> = new Map(),
): Adapter {
  const typed = typedAdapter(node, element, fields);
  return (native) => {
    if (native !== null && native !== undefined) return typed(native);
    return node.nullable === true ? null : unexpectedNull;
  };
}

export function nullable(adapt: Adapter): Adapter {
  return (native) => (native === null ? null : adapt(native));
}
