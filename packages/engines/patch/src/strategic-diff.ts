/** Strategic merge patches from the difference of two objects. */
import { deepEqual } from '@kubets/base';
import { isPlain, type Plain, setOwn } from '@kubets/machinery/json';
import type { TypeNode } from '@kubets/schema';
import { deletionKey, directive, itemKind, jsonKind, orderKey, retainKeysDirective } from './directives.ts';
import { identity, identityOf, mergeKeyOf, sortLike } from './element-order.ts';
import { goFormat, PatchError } from './patch-error.ts';
import type { PatchSchema } from './patch-schema.ts';

export interface DiffOptions {
  readonly ignoreChanges?: boolean;
  readonly ignoreDeletions?: boolean;
  /** Whether the patch contains the order of lists (`$setElementOrder`). */
  readonly setOrder?: boolean;
}

/** The parts of a patch for a list. */
interface ListDiff {
  readonly changes: readonly unknown[];
  readonly deletions: readonly unknown[];
  readonly order: readonly unknown[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export class StrategicDiff {
  readonly #schema: PatchSchema;
  readonly #options: DiffOptions;

  constructor(schema: PatchSchema, options: DiffOptions) {
    this.#schema = schema;
    this.#options = options;
  }

  /** The patch from `original` to `modified`, within the options. */
  objects(original: Plain, modified: Plain, node: TypeNode, retainKeys = false): Plain {
    const patch: Plain = {};
    for (const [key, after] of Object.entries(modified)) {
      if (!Object.hasOwn(original, key)) {
        if (!this.#options.ignoreChanges) setOwn(patch, key, after);
      } else if (key === directive) this.#directive(patch, original[key], after);
      else this.#member(patch, key, original[key], after, node);
    }
    const gone = Object.keys(original).filter((key) => !Object.hasOwn(modified, key));
    if (!this.#options.ignoreDeletions) for (const key of gone) setOwn(patch, key, null);
    if (!retainKeys) return patch;
    const retained = Object.keys(modified).filter((key) => modified[key] !== null);
    const changed = Object.keys(patch).length > 0 || gone.some((key) => original[key] !== null);
    if (retained.length > 0 && changed) patch[retainKeysDirective] = retained.sort(byText);
    return patch;
  }

  #directive(patch: Plain, before: unknown, after: unknown): void {
    if (typeof before !== 'string' || typeof after !== 'string') {
      throw new PatchError('failed', `invalid value for special key: ${directive}`);
    }
    if (before !== after) patch[directive] = after;
  }

  #member(patch: Plain, key: string, before: unknown, after: unknown, node: TypeNode): void {
    if (jsonKind(before) !== jsonKind(after)) this.#replace(patch, key, after);
    else if (isPlain(before) && isPlain(after)) this.#object(patch, key, before, after, node);
    else if (Array.isArray(before) && Array.isArray(after)) this.#listMember(patch, key, before, after, node);
    else if (!deepEqual(before, after)) this.#replace(patch, key, after);
  }

  #replace(patch: Plain, key: string, after: unknown): void {
    if (!this.#options.ignoreChanges) setOwn(patch, key, after);
  }

  #object(patch: Plain, key: string, before: Plain, after: Plain, node: TypeNode): void {
    const field = lookup(() => this.#schema.object(node, key), before, after);
    if (field === undefined) return;
    if (field.strategy === 'replace') {
      this.#replace(patch, key, after);
      return;
    }
    const change = this.objects(before, after, field.child, field.retainKeys);
    if (Object.keys(change).length > 0) setOwn(patch, key, change);
  }

  #listMember(patch: Plain, key: string, before: readonly unknown[], after: readonly unknown[], node: TypeNode): void {
    const field = lookup(() => this.#schema.list(node, key), before, after);
    if (field === undefined) return;
    if (field.strategy !== 'merge') {
      if (!deepEqual(before, after)) this.#replace(patch, key, after);
      return;
    }
    const diff = this.#lists(before, after, field.child, field.mergeKey, field.retainKeys);
    if (diff.changes.length > 0) setOwn(patch, key, diff.changes);
    if (diff.deletions.length > 0) patch[deletionKey(key)] = diff.deletions;
    if (diff.order.length > 0) patch[orderKey(key)] = diff.order;
  }

  #lists(
    before: readonly unknown[],
    after: readonly unknown[],
    node: TypeNode,
    mergeKey: string,
    retainKeys: boolean,
  ): ListDiff {
    const { ignoreChanges = false } = this.#options;
    if (before.length === 0) return { changes: ignoreChanges ? [] : after, deletions: [], order: [] };
    return itemKind(before, after) === 'object'
      ? this.#listsOfObjects(before as readonly Plain[], after as readonly Plain[], node, mergeKey, retainKeys)
      : this.#listsOfScalars(before, after);
  }

  /** Items of one key are compared, in the order of their keys' text; deletions come last. */
  #listsOfObjects(
    before: readonly Plain[],
    after: readonly Plain[],
    node: TypeNode,
    mergeKey: string,
    retainKeys: boolean,
  ): ListDiff {
    const { ignoreChanges = false, ignoreDeletions = false, setOrder = false } = this.#options;
    const text = (item: Plain): string => goFormat(mergeKeyOf(item, mergeKey));
    const sorted = (list: readonly Plain[]): Plain[] => list.toSorted((a, b) => byText(text(a), text(b)));
    const [old, next] = [sorted(before), sorted(after)];
    const changes: Plain[] = [];
    const deletions: Plain[] = [];
    for (let i = 0, j = 0; i < old.length || j < next.length; ) {
      const [was, is] = [old[i], next[j]];
      const side = was === undefined ? 1 : is === undefined ? -1 : byText(text(was), text(is));
      if (side <= 0) i++;
      if (side >= 0) j++;
      if (was !== undefined && side < 0) {
        if (!ignoreDeletions) deletions.push({ [mergeKey]: was[mergeKey], [directive]: 'delete' });
      } else if (is !== undefined && side > 0) {
        if (!ignoreChanges) changes.push(is);
      } else if (was !== undefined && is !== undefined) {
        const change = this.objects(was, is, node, retainKeys);
        if (Object.keys(change).length > 0) changes.push({ ...change, [mergeKey]: is[mergeKey] });
      }
    }
    const list = [...sortLike(changes, after, mergeKey), ...deletions];
    const sameOrder =
      before.length === after.length && before.every((item, index) => text(item) === text(after[index] ?? {}));
    const ordered = ignoreChanges ? !ignoreDeletions && list.length > 0 : list.length > 0 || !sameOrder;
    const order = setOrder && ordered ? after.map((item) => ({ [mergeKey]: item[mergeKey] })) : [];
    return { changes: list, deletions: [], order };
  }

  #listsOfScalars(before: readonly unknown[], after: readonly unknown[]): ListDiff {
    const { ignoreChanges = false, ignoreDeletions = false, setOrder = false } = this.#options;
    const minus = (left: readonly unknown[], right: readonly unknown[]): unknown[] => {
      const taken = new Set(right.map(identity));
      return [...new Map(left.map((item) => [identity(item), item])).values()].filter(
        (item) => !taken.has(identity(item)),
      );
    };
    const changes = ignoreChanges ? [] : sortLike(minus(after, before), after, '');
    const deletions = ignoreDeletions ? [] : minus(before, after);
    const ordered = deletions.length > 0 || (!ignoreChanges && !deepEqual(before, after));
    return { changes, deletions: deletions.toSorted(byIdentity), order: setOrder && ordered ? after : [] };
  }
}

const byIdentity = (a: unknown, b: unknown): number => byText(identityOf(a, ''), identityOf(b, ''));

/** The schema of a field. Undefined if it is unknown and the field has not changed. */
function lookup<T>(ask: () => T, before: unknown, after: unknown): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof PatchError && deepEqual(before, after)) return undefined;
    throw error;
  }
}
