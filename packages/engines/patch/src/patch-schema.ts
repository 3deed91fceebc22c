/** The schema for strategic merge patches: the strategy of each field, and the types below it. */
import type { FieldNode, TypeNode, TypeTable } from '@kubets/schema';
import { PatchError } from './patch-error.ts';

export interface PatchField {
  /** `merge`, `replace` or nothing: objects merge and lists are replaced then. */
  readonly strategy: string;
  /** Whether a patch names the members to keep: unions such as a volume's source. */
  readonly retainKeys: boolean;
  /** The member that identifies an item of a merged list; empty for scalars. */
  readonly mergeKey: string;
  /** The type of the object, or of the list's items. */
  readonly child: TypeNode;
}

/** Go's kind of what a node decodes to. */
function goKind(node: TypeNode): string {
  if (node.fields !== undefined) return 'struct';
  if (node.type === 'array') return 'slice';
  return node.type === 'map' || node.type === 'object' ? 'map' : (node.type ?? 'interface');
}

/** Reads patch metadata of a table, with a cache by node. */
export class PatchSchema {
  readonly #table: TypeTable;
  readonly #fields = new WeakMap<TypeNode, Map<string, FieldNode>>();

  constructor(table: TypeTable) {
    this.#table = table;
  }

  resolve(node: TypeNode): TypeNode {
    let resolved = node;
    while (resolved.ref !== undefined) {
      const target = this.#table.get(resolved.ref);
      if (target === undefined) throw new PatchError('failed', `unable to resolve ${resolved.ref}`);
      resolved = target;
    }
    return resolved;
  }

  #field(node: TypeNode, key: string): FieldNode {
    const struct = this.resolve(node);
    if (struct.fields === undefined) {
      const message = `merging an object in json but data type is not struct, instead is: ${goKind(struct)}`;
      throw new PatchError('failed', message);
    }
    let byName = this.#fields.get(struct);
    if (byName === undefined) {
      byName = new Map(struct.fields.map((field) => [field.name, field]));
      this.#fields.set(struct, byName);
    }
    const lower = key.toLowerCase();
    const field = byName.get(key) ?? struct.fields.find(({ name }) => name.toLowerCase() === lower);
    if (field !== undefined) return field;
    const name = node.ref?.split('.').at(-1) ?? '';
    throw new PatchError(
      'failed',
      `unable to find api field in struct ${name} for the json field ${JSON.stringify(key)}`,
    );
  }

  /** The field `key` of an object, itself an object. Throws PatchError when the type has no such field. */
  object(node: TypeNode, key: string): PatchField {
    const field = this.#field(node, key);
    return { ...strategies(field), child: field };
  }

  /** The field `key` of an object, itself a list. */
  list(node: TypeNode, key: string): PatchField {
    const field = this.#field(node, key);
    const { items } = this.resolve(field);
    if (items === undefined) {
      throw new PatchError('failed', `expected slice or array type, but got: ${goKind(this.resolve(node))}`);
    }
    if (this.resolve(items).type === 'array') throw new PatchError('failed', 'unexpected slice of slice');
    return { ...strategies(field), child: items };
  }

  /** The name of a type in messages. */
  kindOf(node: TypeNode): string {
    return goKind(this.resolve(node));
  }
}

function strategies(field: FieldNode): Omit<PatchField, 'child'> {
  const words = field.patchStrategy?.split(',') ?? [];
  return {
    strategy: words.find((word) => word !== 'retainKeys') ?? '',
    retainKeys: words.includes('retainKeys'),
    mergeKey: field.patchMergeKey ?? '',
  };
}

const schemas = new WeakMap<TypeTable, PatchSchema>();

/** The schema of a table. It is cached. */
export function patchSchema(table: TypeTable): PatchSchema {
  let schema = schemas.get(table);
  if (schema === undefined) {
    schema = new PatchSchema(table);
    schemas.set(table, schema);
  }
  return schema;
}
