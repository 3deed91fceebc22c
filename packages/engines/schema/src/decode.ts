/** Compiles types into decoders that do what Go's strict JSON decoding and re-encoding does. */
import { deepEqual, invariant } from '@kubets/base';
import { copyBefore, isPlain, type Plain, setOwn } from '@kubets/machinery/json';
import { customDecoder, schemaProps } from './decode-custom.ts';
import { scalarDecoder } from './decode-scalar.ts';
import type { Decoder } from './decode-state.ts';
import { goTypeName, shortTypeName, structName } from './go-type.ts';
import type { FieldNode, TypeNode, TypeTable } from './type-node.ts';
import { alwaysEncoded, isEmptyValue, resolveType, zeroOf } from './zero.ts';

interface FieldDecoder {
  readonly name: string;
  /** The form of a plain scalar, so that the common case needs no call: its `typeof`, and whether it is an integer. */
  readonly scalar: 'string' | 'boolean' | undefined;
  readonly integer: boolean;
  readonly decode: Decoder;
  /** The encoded value of an absent field; undefined: the field is omitted. */
  readonly zero: unknown;
  /** Whether a decoded value is left out of the encoding. */
  readonly omitted: ((value: unknown) => boolean) | undefined;
}

/** Compiles the decoders of a table. Each named type is compiled once, on first use. */
export class DecoderCompiler {
  readonly #table: TypeTable;
  readonly #gate: (name: string) => boolean;
  readonly #named = new Map<string, Decoder>();

  /** Fields of disabled feature gates are decoded to report errors, and dropped. */
  constructor(table: TypeTable, gate: (name: string) => boolean = () => true) {
    this.#table = table;
    this.#gate = gate;
  }

  /** The decoder of a node. */
  of(node: TypeNode): Decoder {
    if (node.ref !== undefined) return this.named(node.ref);
    switch (node.type) {
      case 'array':
        return this.#array(node);
      case 'map':
        return this.#map(node);
      case 'object':
        return this.#struct(node, 'object');
      case undefined:
        return (value) => value;
      default:
        return scalarDecoder(node);
    }
  }

  /** The decoder of a named type, compiled on first use so that types may contain themselves. */
  named(name: string): Decoder {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    let compiled: Decoder | undefined;
    const lazy: Decoder = (value, state) => {
      compiled ??= this.#compile(name);
      return compiled(value, state);
    };
    this.#named.set(name, lazy);
    return lazy;
  }

  #compile(name: string): Decoder {
    const node = this.#table.get(name);
    invariant(node !== undefined, `type ${name} is not in the table`);
    const decoder = node.customJSON
      ? customDecoder(name, () => this.named(schemaProps))
      : node.type === 'object'
        ? this.#struct(node, name)
        : this.of(node);
    this.#named.set(name, decoder);
    return decoder;
  }

  #struct(node: TypeNode, name: string): Decoder {
    const fields = new Map<string, FieldDecoder>();
    for (const field of node.fields ?? []) fields.set(field.name, this.#field(field));
    const always = [...fields.values()].filter((field) => field.zero !== undefined);
    const goType = shortTypeName(name);
    const struct = structName(name);
    return (value, state) => {
      if (!isPlain(value)) return state.mismatch(value, goType);
      const outer = state.struct;
      state.struct = struct;
      let copy: Plain | undefined;
      let filled = 0;
      for (const key in value) {
        const field = fields.get(key);
        const given = value[key];
        let decoded: unknown;
        if (field === undefined) state.unknownField(key);
        else if (isUsual(field, given)) decoded = given;
        else if (given === null || given === undefined) decoded = field.zero;
        else {
          state.path.field(key);
          decoded = field.decode(given, state);
          state.path.leave();
          if (field.omitted?.(decoded)) decoded = undefined;
        }
        if (decoded !== undefined && field?.zero !== undefined) filled += 1;
        if (copy !== undefined) {
          if (decoded !== undefined) copy[key] = decoded;
        } else if (decoded !== given) {
          copy = copyBefore(value, key);
          if (decoded !== undefined) copy[key] = decoded;
        }
      }
      state.struct = outer;
      return filled === always.length ? (copy ?? value) : complete(copy ?? { ...value }, always);
    };
  }

  #field(field: FieldNode): FieldDecoder {
    const off = field.gates?.find((gate) => !this.#gate(gate));
    if (off !== undefined) return disabledField(field.name, off, this.of(field));
    return {
      name: field.name,
      scalar: field.type === 'boolean' || (field.type === 'string' && field.format !== 'byte') ? field.type : undefined,
      integer: field.type === 'integer',
      decode: this.of(field),
      zero: alwaysEncoded(field, this.#table) ? zeroOf(field, this.#table) : undefined,
      omitted: this.#omission(field),
    };
  }

  #omission(field: FieldNode): FieldDecoder['omitted'] {
    if (field.omit === undefined) return undefined;
    const type = resolveType(field, this.#table)?.node.type;
    if (type === 'array' || type === 'map') return field.omit === 'zero' ? undefined : isEmptyValue;
    if (field.ptr) return undefined;
    if (field.ref === undefined) return isEmptyValue;
    if (field.omit === 'empty') return undefined;
    const zero = zeroOf(field, this.#table);
    return (value) => deepEqual(value, zero);
  }

  #array(node: TypeNode): Decoder {
    const items = node.items ?? {};
    const decode = this.of(items);
    const zero = zeroOf(items, this.#table);
    const goType = goTypeName(node);
    return (value, state) => {
      if (!Array.isArray(value)) return state.mismatch(value, goType);
      let copy: unknown[] | undefined;
      for (let i = 0; i < value.length; i++) {
        const given: unknown = value[i];
        state.path.index(i);
        const decoded = given === null ? zero : decode(given, state);
        state.path.leave();
        if (copy !== undefined) copy.push(decoded);
        else if (decoded !== given) copy = [...(value.slice(0, i) as unknown[]), decoded];
      }
      return copy ?? value;
    };
  }

  #map(node: TypeNode): Decoder {
    const values = node.values ?? {};
    const decode = this.of(values);
    const zero = zeroOf(values, this.#table);
    const goType = goTypeName(node);
    return (value, state) => {
      if (!isPlain(value)) return state.mismatch(value, goType);
      let copy: Plain | undefined;
      for (const key in value) {
        const given = value[key];
        state.path.key(key);
        const decoded = given === null ? zero : decode(given, state);
        state.path.leaveKey();
        if (copy === undefined && decoded !== given) copy = copyBefore(value, key);
        if (copy !== undefined) setOwn(copy, key, decoded);
      }
      return copy ?? value;
    };
  }
}

/** Not a plain scalar, so that `decode` is called for every value. */
function disabledField(name: string, gate: string, decode: Decoder): FieldDecoder {
  return {
    name,
    scalar: undefined,
    integer: false,
    decode: (value, state) => {
      decode(value, state);
      state.disabledField(gate);
      return undefined;
    },
    zero: undefined,
    omitted: undefined,
  };
}

/** A scalar of the right type, except the zero value, which may have to be omitted. */
function isUsual(field: FieldDecoder, given: unknown): boolean {
  if (!given) return false;
  return typeof given === field.scalar || (field.integer && typeof given === 'number' && (given | 0) === given);
}

/** Adds the fields that are always encoded. */
function complete(object: Plain, always: readonly FieldDecoder[]): Plain {
  for (const field of always) {
    if (!Object.hasOwn(object, field.name)) object[field.name] = field.zero;
  }
  return object;
}
