/** Custom resources: drops what the structural schema does not know, and says what that was. */
import { copyBefore, isPlain, type Plain, setOwn } from './plain-object.ts';
import type { FieldNode, TypeNode } from './type-node.ts';
import { ValuePath } from './value-path.ts';

const metaFields = new Set(['apiVersion', 'kind', 'metadata']);
const maxUnknown = 100;

export interface Pruned {
  readonly value: unknown;
  /** Paths of what was dropped: `spec.foo`. */
  readonly unknown: readonly string[];
}

/** Prunes values of a schema. At the `root` of a resource apiVersion, kind and metadata stay, whatever the schema says. */
export class Pruner {
  readonly #root: TypeNode;
  readonly #fields = new WeakMap<TypeNode, ReadonlyMap<string, FieldNode>>();

  constructor(node: TypeNode, root = true) {
    this.#root = root ? { ...node, embedded: true } : node;
  }

  prune(value: unknown): Pruned {
    const unknown: string[] = [];
    return { value: this.#walk(value, this.#root, new ValuePath(), unknown), unknown };
  }

  #fieldsOf(node: TypeNode): ReadonlyMap<string, FieldNode> {
    let fields = this.#fields.get(node);
    if (fields === undefined) {
      fields = new Map((node.fields ?? []).map((field) => [field.name, field]));
      this.#fields.set(node, fields);
    }
    return fields;
  }

  /** The value without unknown fields; an absent node knows none. */
  #walk(value: unknown, node: TypeNode | undefined, path: ValuePath, unknown: string[]): unknown {
    if (Array.isArray(value)) return this.#items(value, node, path, unknown);
    if (!isPlain(value)) return value;
    const fields = node === undefined ? undefined : this.#fieldsOf(node);
    let copy: Plain | undefined;
    for (const key in value) {
      const given = value[key];
      const below = fields?.get(key) ?? node?.values;
      let kept: unknown = given;
      if (node?.embedded && metaFields.has(key)) {
        // Type and object metadata have a schema of their own.
      } else if (below !== undefined) {
        path.field(key);
        kept = this.#walk(given, below, path, unknown);
        path.leave();
      } else if (!node?.preserveUnknown) {
        kept = undefined;
        if (unknown.length < maxUnknown) unknown.push(path.dotted(key));
      }
      if (copy === undefined && kept !== given) copy = copyBefore(value, key);
      if (copy !== undefined && kept !== undefined) setOwn(copy, key, kept);
    }
    return copy ?? value;
  }

  #items(value: readonly unknown[], node: TypeNode | undefined, path: ValuePath, unknown: string[]): unknown {
    // Below a list that preserves unknown fields without saying what its items are, nothing is pruned.
    if (node?.preserveUnknown && node.items === undefined) return value;
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      path.index(i);
      const kept = this.#walk(value[i], node?.items, path, unknown);
      path.leave();
      if (copy !== undefined) copy.push(kept);
      else if (kept !== value[i]) copy = [...value.slice(0, i), kept];
    }
    return copy ?? value;
  }
}
