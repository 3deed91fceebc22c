/** Declared types of Kubernetes: types, size limits and conversions that follow from a schema. */
import type { FieldNode, TypeNode, TypeTable } from '@kubets/schema';
import { adapterFor, nullable } from './adapters.ts';
import type { Adapter } from './collections.ts';
import { escapeProperty } from './escaping.ts';
import { type CelType, celTypes, listType, mapType, structType } from './types.ts';

export interface DeclaredField {
  readonly property: string;
  readonly type: DeclaredType;
  readonly adapt: Adapter;
}

/** A type with additional data for the cost estimate and the evaluator. */
export interface DeclaredType {
  readonly celType: CelType;
  /** Converts JSON values. */
  readonly adapt: Adapter;
  /** The maximum number of items, entries or bytes; undefined for other types. */
  readonly maxElements?: number;
  /** The size of the shortest value in JSON, in bytes. */
  readonly minSize: number;
  /** By escaped name. */
  readonly fields?: ReadonlyMap<string, DeclaredField>;
  /** The element type of a list or map. */
  readonly element?: DeclaredType;
}

/** The maximum size of a request (3 MiB), which limits values without a limit. */
const maxRequestBytes = 3 * 1024 * 1024;
/** Sizes in JSON of the shortest and the longest values. */
const sizes = {
  text: 2,
  bool: 4,
  number: 1,
  duration: 3,
  longestDuration: 32,
  date: 12,
  moment: 21,
  longestMoment: 32,
};

export interface DeclaredTypeOptions {
  /** Finds the types nodes refer to. */
  readonly table?: TypeTable;
  /** Names object types: `<name>.spec`… */
  readonly name: string;
  /** The node is a whole resource with apiVersion, kind and metadata. */
  readonly root?: boolean;
}

/** The type of a schema's values; undefined if expressions cannot access them, and for recursive types. */
export function declaredType(node: TypeNode, options: DeclaredTypeOptions): DeclaredType | undefined {
  return new Declarer(options.table).declare(node, options.name, options.root ?? false);
}

function unbounded(celType: CelType, maxElements: number, minSize: number, node: TypeNode): DeclaredType {
  return { celType, adapt: adapterFor(node), maxElements, minSize };
}

function declareText(node: TypeNode): DeclaredType {
  const { maxLength } = node.validation ?? {};
  const length = maxLength === undefined ? undefined : Math.max(0, maxLength);
  switch (node.format ?? node.validation?.format) {
    case 'byte':
      return unbounded(celTypes.bytes, length ?? maxRequestBytes - 2, sizes.text, node);
    case 'duration':
      return unbounded(celTypes.duration, sizes.longestDuration, sizes.duration, node);
    case 'date':
      return unbounded(celTypes.timestamp, sizes.date, sizes.date, node);
    case 'date-time':
      return unbounded(celTypes.timestamp, sizes.longestMoment, sizes.moment, node);
    default:
      return unbounded(celTypes.string, length === undefined ? longestText(node) : length * 4, sizes.text, node);
  }
}

/** The longest value of an enum, else the maximum size of a request. */
function longestText(node: TypeNode): number {
  const values = node.enum ?? node.validation?.enum ?? [];
  if (values.length === 0) return maxRequestBytes - 2;
  const encoder = new TextEncoder();
  return Math.max(...values.map((value) => (typeof value === 'string' ? encoder.encode(value).length : 0)));
}

const text: FieldNode = { name: '', type: 'string' };
const metadata: FieldNode = {
  name: 'metadata',
  type: 'object',
  fields: [
    { ...text, name: 'name' },
    { ...text, name: 'generateName' },
  ],
};

/** Adds the fields of all resources. Only these metadata fields are accessible. */
function asResource(node: TypeNode): TypeNode {
  const own = (node.fields ?? []).filter(({ name }) => !['apiVersion', 'kind', 'metadata'].includes(name));
  return { ...node, fields: [...own, { ...text, name: 'apiVersion' }, { ...text, name: 'kind' }, metadata] };
}

class Declarer {
  readonly #table: TypeTable | undefined;
  /** Types that are being converted, by reference. */
  readonly #open = new Set<string>();

  constructor(table: TypeTable | undefined) {
    this.#table = table;
  }

  declare(node: TypeNode, name: string, root = false): DeclaredType | undefined {
    if (node.ref === undefined) return this.#resolved(node, name, root);
    const { ref, ...own } = node;
    const target = this.#table?.get(ref);
    if (target === undefined || this.#open.has(ref)) return undefined;
    this.#open.add(ref);
    const type = this.#resolved({ ...target, ...own }, name, root);
    this.#open.delete(ref);
    return type;
  }

  #resolved(node: TypeNode, name: string, root: boolean): DeclaredType | undefined {
    if (node.intOrString === true) {
      const { maxLength } = node.validation ?? {};
      return unbounded(celTypes.dyn, maxLength === undefined ? maxRequestBytes - 2 : maxLength * 4, 1, node);
    }
    const whole = (root && node.structural === true) || node.embedded === true ? asResource(node) : node;
    switch (node.type) {
      case 'array':
        return this.#list(node, name);
      case 'map':
        return this.#map(node, name);
      case 'object':
        return this.#object(whole, name);
      case 'string':
        return declareText(node);
      case 'boolean':
        return { celType: celTypes.bool, adapt: adapterFor(node), minSize: sizes.bool };
      case 'number':
        return { celType: celTypes.double, adapt: adapterFor(node), minSize: sizes.number };
      case 'integer':
        return { celType: celTypes.int, adapt: adapterFor(node), minSize: sizes.number };
      default:
        return undefined;
    }
  }

  #list(node: TypeNode, name: string): DeclaredType | undefined {
    const element = node.items === undefined ? undefined : this.declare(node.items, `${name}.@idx`);
    if (element === undefined) return undefined;
    const bound = node.validation?.maxItems ?? Math.floor((maxRequestBytes - 2) / (element.minSize + 1));
    return {
      celType: listType(element.celType),
      adapt: adapterFor(node, element.adapt),
      maxElements: Math.max(0, bound),
      minSize: 2,
      element,
    };
  }

  #map(node: TypeNode, name: string): DeclaredType | undefined {
    const element = node.values === undefined ? undefined : this.declare(node.values, `${name}.@elem`);
    if (element === undefined) return undefined;
    const bound = node.validation?.maxProperties ?? Math.floor((maxRequestBytes - 2) / (element.minSize + 6));
    return {
      celType: mapType(celTypes.string, element.celType),
      adapt: adapterFor(node, element.adapt),
      maxElements: Math.max(0, bound),
      minSize: 2,
      element,
    };
  }

  #object(node: TypeNode, name: string): DeclaredType {
    const fields = new Map<string, DeclaredField>();
    const required = new Set(Array.isArray(node.required) ? node.required : []);
    let minSize = 2;
    for (const field of node.fields ?? []) {
      const type = this.declare(field, `${name}.${escapeProperty(field.name) ?? field.name}`);
      if (type === undefined) continue;
      const escaped = escapeProperty(field.name);
      const adapt = field.nullable === true ? nullable(type.adapt) : type.adapt;
      if (escaped !== undefined) fields.set(escaped, { property: field.name, type, adapt });
      const needed = required.has(field.name) || field.required === true;
      if (needed && field.default === undefined) minSize += field.name.length + type.minSize + 4;
    }
    return {
      celType: structType(name),
      adapt: adapterFor({ ...node, fields: node.fields ?? [] }, undefined, fields),
      minSize,
      fields,
    };
  }
}
