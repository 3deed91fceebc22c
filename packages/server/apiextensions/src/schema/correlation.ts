/**
 * Which old value a new one replaces, and whether it differs: errors of unchanged values are not reported. Upstream:
 * CorrelatedObject of apiserver/pkg/cel/common, ratchetingOptions of apiextensions' CEL.
 */
import { isPlain } from '@kubets/machinery/json';
import type { TypeNode } from '@kubets/schema';
import { itemsByKey, Sameness } from '@kubets/schema/custom';

export class Correlation {
  readonly #value: unknown;
  /** Undefined: the value has no old one. */
  readonly #old: unknown;
  /** That of the nearest value above with an old one. */
  readonly #parent: Correlation | undefined;
  readonly #sameness: Sameness;
  #byKey: ((item: unknown) => unknown) | undefined;

  constructor(value: unknown, old: unknown, parent: Correlation | undefined) {
    this.#value = value;
    this.#old = old;
    this.#sameness = parent === undefined ? new Sameness() : parent.#sameness;
    this.#parent = old === undefined && parent !== undefined && parent.#old === undefined ? parent.#parent : parent;
  }

  /** Whether errors of the value are tolerated: it is unchanged, or it is part of a value that is unchanged. */
  get unchanged(): boolean {
    if (this.#old === undefined) return this.#parent?.unchanged ?? false;
    return this.#sameness.same(this.#value, this.#old);
  }

  field(name: string, value: unknown): Correlation {
    const old = isPlain(this.#old) && Object.hasOwn(this.#old, name) ? this.#old[name] : undefined;
    return new Correlation(value, old, this);
  }

  /** Items of maps are correlated by their keys, those of lists without a type by index, others not at all. */
  item(index: number, item: unknown, { listType, listMapKeys = [] }: TypeNode): Correlation {
    const olds: readonly unknown[] = Array.isArray(this.#old) ? this.#old : [];
    if (listType === undefined) return new Correlation(item, olds[index], this);
    return new Correlation(item, listType === 'map' ? this.oldItem(item, olds, listMapKeys) : undefined, this);
  }

  /** The old item with the same keys. */
  oldItem(item: unknown, olds: readonly unknown[], keys: readonly string[]): unknown {
    this.#byKey ??= itemsByKey(olds, keys);
    return this.#byKey(item);
  }
}
