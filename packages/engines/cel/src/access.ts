/** Access to fields of objects and entries of maps and lists: selection, indexing and presence tests, also on optionals. */
import { CelUint } from './ast.ts';
import { showValue, typeOfValue } from './inspect.ts';
import { CelFault, CelList, CelMap, CelOptional, type CelValue, isFault, noOptional } from './values.ts';

/** The value of an index, or a fault. */
function indexOf(index: CelValue): number | CelFault {
  if (typeof index === 'bigint') return Number(index);
  if (index instanceof CelUint) return Number(index.value);
  if (typeof index === 'number') {
    return Number.isInteger(index) ? index : new CelFault(`unsupported index value ${showValue(index)} in list`);
  }
  return new CelFault(`unsupported index type '${typeOfValue(index).name}' in list`);
}

/** Undefined if the key does not exist; a fault if it cannot be a key. */
function find(container: CelValue, key: CelValue): CelValue | undefined {
  if (container instanceof CelMap) return container.find(key);
  if (!(container instanceof CelList)) return undefined;
  const index = indexOf(key);
  if (typeof index !== 'number') return index;
  return index >= 0 && index < container.size ? container.at(index) : undefined;
}

function optionalOf(value: CelValue | undefined): CelValue {
  if (value === undefined) return noOptional;
  return isFault(value) ? value : new CelOptional(value);
}

const noSuchKey = (key: CelValue): CelFault => new CelFault(`no such key: ${showValue(key)}`);

/** `container.name`; of an optional, an optional. */
export function readField(container: CelValue, name: string): CelValue {
  if (container instanceof CelMap) return container.field(name) ?? noSuchKey(name);
  if (container instanceof CelOptional) return optionalField(container, name);
  return noSuchKey(name);
}

/** `container.?name`. */
export function optionalField(container: CelValue, name: string): CelValue {
  if (!(container instanceof CelOptional)) return optionalOf(find(container, name));
  return container.value === undefined ? noOptional : optionalOf(find(container.value, name));
}

/** `has(container.name)`. */
export function hasField(container: CelValue, name: string): CelValue {
  if (container instanceof CelOptional) return container.value !== undefined && hasField(container.value, name);
  if (!(container instanceof CelMap)) return false;
  const found = container.field(name);
  return found !== undefined && isFault(found) ? found : found !== undefined;
}

/** `container[key]`. */
export function readIndex(container: CelValue, key: CelValue): CelValue {
  if (container instanceof CelOptional) return optionalIndex(container, key);
  const found = find(container, key);
  if (found !== undefined) return found;
  return container instanceof CelList ? new CelFault(`index out of bounds: ${showValue(key)}`) : noSuchKey(key);
}

/** `container[?key]`. */
export function optionalIndex(container: CelValue, key: CelValue): CelValue {
  if (!(container instanceof CelOptional)) return optionalOf(find(container, key));
  return container.value === undefined ? noOptional : optionalOf(find(container.value, key));
}
