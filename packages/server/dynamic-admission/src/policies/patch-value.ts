/** The result of a mutation's expression as JSON. Upstream: ObjectVal and JSONPatchVal. */
import { CelList, CelMap, type CelValue, CreatedObject, toNative } from '@kubets/cel';
import { setOwn } from '@kubets/machinery/json';
import { measureJson } from '@kubets/patch';

/** A result that is no patch; `message` is upstream's where it has one. */
export class PatchValueError extends Error {
  override readonly name = 'PatchValueError';
}

/** The values in one patch. Expressions can share values, so that a small expression describes a large patch. */
const maxValues = 50_000;
const maxBytes = 3 * 1024 * 1024;
const maxDepth = 500;

class Conversion {
  #values = 0;
  #bytes = 0;

  json(value: CelValue, depth = 0): unknown {
    this.#values += 1;
    if (this.#values > maxValues || this.#bytes > maxBytes) throw new PatchValueError('the patch is too large');
    if (depth > maxDepth) throw new PatchValueError('the patch is nested too deeply');
    if (value instanceof CreatedObject) return this.#object(value.fields, depth);
    const native = isView(value) ? value.native : undefined;
    if (native !== undefined) return this.#measured(native);
    if (value instanceof CelList) {
      return Array.from({ length: value.size }, (_, index) => this.json(value.at(index), depth + 1));
    }
    if (value instanceof CelMap) return this.#map(value, depth);
    return this.#measured(toNative(value));
  }

  #object(fields: ReadonlyMap<string, CelValue>, depth: number): Readonly<Record<string, unknown>> {
    const object: Record<string, unknown> = {};
    for (const [name, value] of fields) setOwn(object, name, this.json(value, depth + 1));
    return object;
  }

  #map(map: CelMap, depth: number): Readonly<Record<string, unknown>> {
    const object: Record<string, unknown> = {};
    for (const key of map.keys()) {
      if (typeof key !== 'string') throw new PatchValueError(`map key ${JSON.stringify(String(key))} is not a string`);
      this.#bytes += key.length;
      setOwn(object, key, this.json(map.find(key) ?? null, depth + 1));
    }
    return object;
  }

  /** A value of the request, which is shared rather than copied, but counts as part of the patch. */
  #measured(native: unknown): unknown {
    const { bytes, values } = measureJson(native, maxBytes);
    this.#values += values;
    this.#bytes += bytes;
    if (this.#values > maxValues || this.#bytes > maxBytes) throw new PatchValueError('the patch is too large');
    return native;
  }
}

/** A list or map that is a view of JSON. */
function isView(value: unknown): value is { readonly native: object } {
  return (value instanceof CelList || value instanceof CelMap) && 'native' in value && typeof value.native === 'object';
}

/** Throws {@link PatchValueError} for a value that is too large, or not JSON. */
export function patchValue(value: CelValue): unknown {
  return new Conversion().json(value);
}

function* misnamed(value: CelValue, path: string): Generator<string> {
  if (value instanceof CreatedObject) {
    if (value.typeName !== path) {
      const [given, expected] = [JSON.stringify(value.typeName), JSON.stringify(path)];
      yield `unexpected type name ${given}, expected ${expected}, which matches field name path from root Object type`;
    }
    for (const [name, field] of value.fields) yield* misnamed(field, `${path}.${name}`);
  } else if (isView(value)) return;
  else if (value instanceof CelList) {
    for (let index = 0; index < value.size; index++) yield* misnamed(value.at(index), path);
  } else if (value instanceof CelMap) for (const key of value.keys()) yield* misnamed(value.find(key) ?? null, path);
}

const maxProblems = 20;

/** The type of each object must name its place: `Object.spec` for `spec`. Call it after {@link patchValue}, which limits its work. */
export function checkTypeNames(value: CreatedObject): void {
  const problems: string[] = [];
  for (const problem of misnamed(value, value.typeName)) {
    problems.push(problem);
    if (problems.length === maxProblems) break;
  }
  if (problems.length > 0) throw new PatchValueError(`type mismatch: ${problems.join('\n')}`);
}
