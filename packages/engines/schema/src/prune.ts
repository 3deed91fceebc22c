/** Prunes unknown fields of custom resources, and reports them. */
import { copyBefore, isPlain, type Plain, setOwn } from '@kubets/machinery/json';
import type { Decoded } from './compiled-type.ts';
import type { FieldNode, TypeNode } from './type-node.ts';
import { ValuePath } from './value-path.ts';

const metaFields = new Set(['apiVersion', 'kind', 'metadata']);
const maxUnknown = 100;

export interface PrunerOptions {
  /** Whether apiVersion, kind and metadata are kept at the root, for any schema. Default true. */
  readonly root?: boolean;
  /** Decodes the metadata of the resource and of embedded objects. Absent: metadata is not changed. */
  readonly metadata?: ((value: unknown) => Decoded) | undefined;
}

/** The state of pruning. */
interface Pruning {
  readonly path: ValuePath;
  /** Paths of pruned fields: `spec.foo`. */
  readonly unknown: string[];
  error: string | undefined;
}

/** Prunes values of a structural schema. */
export class Pruner {
  readonly #root: TypeNode;
  readonly #metadata: PrunerOptions['metadata'];
  readonly #fields = new WeakMap<TypeNode, ReadonlyMap<string, FieldNode>>();
  readonly #preserving = new WeakMap<TypeNode, TypeNode>();

  constructor(node: TypeNode, options: PrunerOptions = {}) {
    this.#root = options.root === false ? node : { ...node, embedded: true };
    this.#metadata = options.metadata;
  }

  prune(value: unknown): Decoded {
    const run: Pruning = { path: new ValuePath(), unknown: [], error: undefined };
    const pruned = this.#walk(value, this.#root, run);
    return { value: pruned, unknown: run.unknown, ...(run.error === undefined ? {} : { error: run.error }) };
  }

  #fieldsOf(node: TypeNode): ReadonlyMap<string, FieldNode> {
    let fields = this.#fields.get(node);
    if (fields === undefined) {
      fields = new Map((node.fields ?? []).map((field) => [field.name, field]));
      this.#fields.set(node, fields);
    }
    return fields;
  }

  /** The value without unknown fields. Without a node, all fields are unknown. */
  #walk(value: unknown, node: TypeNode | undefined, run: Pruning): unknown {
    if (Array.isArray(value)) return this.#items(value, node, run);
    if (!isPlain(value)) return value;
    const fields = node === undefined ? undefined : this.#fieldsOf(node);
    let copy: Plain | undefined;
    for (const key in value) {
      const given = value[key];
      const below = fields?.get(key) ?? node?.values;
      let kept: unknown = given;
      if (node?.embedded && metaFields.has(key)) {
        // Type and object metadata have separate schemas.
        if (key === 'metadata') kept = this.#decodeMetadata(given, run);
      } else if (below !== undefined) {
        run.path.field(key);
        kept = this.#walk(given, below, run);
        run.path.leave();
      } else if (!node?.preserveUnknown) {
        kept = undefined;
        if (run.unknown.length < maxUnknown) run.unknown.push(run.path.dotted(key));
      }
      if (copy === undefined && kept !== given) copy = copyBefore(value, key);
      if (copy !== undefined && kept !== undefined) setOwn(copy, key, kept);
    }
    return copy ?? value;
  }

  #decodeMetadata(value: unknown, run: Pruning): unknown {
    if (this.#metadata === undefined || !isPlain(value)) return value;
    const decoded = this.#metadata(value);
    run.error ??= decoded.error;
    for (const path of decoded.unknown) {
      if (run.unknown.length < maxUnknown) run.unknown.push(run.path.dotted(`metadata.${path}`));
    }
    return decoded.value;
  }

  #items(value: readonly unknown[], node: TypeNode | undefined, run: Pruning): unknown {
    // If a list preserves unknown fields and has no schema for its items, nothing is pruned in it.
    if (node?.preserveUnknown && node.items === undefined) return value;
    const items = node?.preserveUnknown && node.items !== undefined ? this.#preserved(node.items) : node?.items;
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      run.path.index(i);
      const kept = this.#walk(value[i], items, run);
      run.path.leave();
      if (copy !== undefined) copy.push(kept);
      else if (kept !== value[i]) copy = [...value.slice(0, i), kept];
    }
    return copy ?? value;
  }

  /** Items of a list that preserves unknown fields preserve theirs. */
  #preserved(node: TypeNode): TypeNode {
    let preserving = this.#preserving.get(node);
    if (preserving === undefined) {
      preserving = { ...node, preserveUnknown: true };
      this.#preserving.set(node, preserving);
    }
    return preserving;
  }
}
