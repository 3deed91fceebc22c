/**
 * The managed fields of creates, cached by shape: the fields that the only manager of a new object owns depend on their
 * names and not on their values, and most new objects have the shape of earlier ones. Items of lists are identified by
 * their values, so objects with lists are not cached.
 */
import type { ResourceDefinition } from '@kubets/api';
import type { KubeObject, ManagedFieldsEntry } from '@kubets/machinery/meta';
import type { FieldWrite } from './managed-fields.ts';

/** Shapes cached for a kind, and characters of one. */
const maxShapes = 256;
const maxShapeCharacters = 512;

/** The names in a value, nested; undefined if there are lists. `text` is the prefix. */
function shapeOf(value: unknown, text: string): string | undefined {
  if (typeof value !== 'object' || value === null) return `${text},`;
  if (Array.isArray(value)) return undefined;
  let shape: string | undefined = `${text}{`;
  for (const name in value) {
    const below = (value as Readonly<Record<string, unknown>>)[name];
    if (below === undefined) continue;
    shape = shapeOf(below, `${shape}${JSON.stringify(name)}`);
    if (shape === undefined || shape.length > maxShapeCharacters) return undefined;
  }
  return `${shape}}`;
}

/** Undefined: the manager owns nothing. */
type Entries = readonly ManagedFieldsEntry[] | undefined;

function withManagedFields(object: KubeObject, entries: Entries): KubeObject {
  return entries === undefined ? object : { ...object, metadata: { ...object.metadata, managedFields: entries } };
}

export class CreatedManagedFields {
  readonly #known = new WeakMap<ResourceDefinition, Map<string, Entries>>();

  /** `next` with its managed fields. `make` computes them unless the shape is cached. */
  written(next: KubeObject, { definition, subresource, manager, now }: FieldWrite, make: () => KubeObject): KubeObject {
    const key = shapeOf(next, `${JSON.stringify([manager, subresource])}`);
    if (key === undefined) return make();
    const known = this.#of(definition);
    if (!known.has(key)) {
      const made = make();
      if (known.size >= maxShapes) known.clear();
      known.set(key, made.metadata?.managedFields);
      return made;
    }
    let entries = known.get(key);
    if (entries !== undefined && entries[0]?.time !== now) {
      // The documents of fields are the same objects, so that they are parsed only once.
      entries = entries.map((entry) => ({ ...entry, time: now }));
      known.set(key, entries);
    }
    return withManagedFields(next, entries);
  }

  #of(definition: ResourceDefinition): Map<string, Entries> {
    let known = this.#known.get(definition);
    if (known === undefined) {
      known = new Map();
      this.#known.set(definition, known);
    }
    return known;
  }
}
