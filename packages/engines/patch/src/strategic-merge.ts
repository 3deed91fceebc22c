/** Strategic merge patches: applied to an object, or combined with another patch. */
import { deepEqual } from '@kubets/base';
import { isPlain, own, type Plain, setOwn } from '@kubets/machinery/json';
import type { TypeNode, TypeTable } from '@kubets/schema';
import {
  asArray,
  directive,
  fieldOfDeletion,
  fieldOfOrder,
  hasDirective,
  isDeletionKey,
  isOrderKey,
  itemKind,
  jsonKind,
  retainKeysDirective,
  withoutDirectives,
} from './directives.ts';
import { checkElementOrder, identity, mergeKeyOf, orderElements } from './element-order.ts';
import { answering, badElementOrder, badRetainKeys, goFormat, PatchError } from './patch-error.ts';
import { type PatchSchema, patchSchema } from './patch-schema.ts';

/** `apply`: to an object, directives take effect. `combine`: to another patch, they are kept for later. */
export type MergeMode = 'apply' | 'combine';

export class StrategicMerge {
  readonly #schema: PatchSchema;
  readonly #mode: MergeMode;

  constructor(schema: PatchSchema, mode: MergeMode) {
    this.#schema = schema;
    this.#mode = mode;
  }

  /** `original` with `patch` merged into it. Writes to neither; shares with both. */
  merge(original: Plain, patch: Plain, node: TypeNode): Plain {
    if (Object.hasOwn(patch, directive)) return replaced(patch);
    const merged = { ...original };
    this.#retainKeys(merged, patch);
    const done = this.#orderedLists(merged, patch, node);
    for (const [key, change] of Object.entries(patch)) {
      if (key !== retainKeysDirective && !done.has(key)) this.#member(merged, key, change, node);
    }
    return merged;
  }

  /** `$retainKeys`: removes members that it does not list. */
  #retainKeys(merged: Plain, patch: Plain): void {
    const keys = own(patch, retainKeysDirective);
    if (keys === undefined) return;
    if (this.#mode === 'combine') {
      const before = own(merged, retainKeysDirective);
      if (before !== undefined && !deepEqual(before, keys)) {
        const message = `${goFormat(before)} and ${goFormat(keys)} are not deep equal: this may happen when calculating the 3-way diff patch`;
        throw new PatchError('failed', message);
      }
      merged[retainKeysDirective] = keys;
      return;
    }
    if (!Array.isArray(keys)) throw badRetainKeys();
    const retained = new Set<unknown>(keys);
    for (const [key, change] of Object.entries(patch)) {
      const free = change === null || key === retainKeysDirective || isDeletionKey(key) || isOrderKey(key);
      if (!free && !retained.has(key)) throw badRetainKeys();
    }
    for (const key of Object.keys(merged)) if (!retained.has(key)) delete merged[key];
  }

  /** Merges the lists that `$setElementOrder` orders; returns the members of the patch that are settled by it. */
  #orderedLists(merged: Plain, patch: Plain, node: TypeNode): ReadonlySet<string> {
    const done = new Set<string>();
    for (const [key, value] of Object.entries(patch)) {
      if (!isOrderKey(key)) continue;
      done.add(key);
      if (this.#mode === 'combine') {
        const before = own(merged, key);
        if (before !== undefined && !deepEqual(before, value)) throw badElementOrder();
        setOwn(merged, key, value);
      }
      const order = asArray(value);
      const field = fieldOfOrder(key);
      const original = Object.hasOwn(merged, field) ? asArray(merged[field]) : undefined;
      const change = Object.hasOwn(patch, field) ? asArray(patch[field]) : undefined;
      const { mergeKey, strategy, child } = this.#schema.list(node, field);
      checkElementOrder(change ?? [], order, mergeKey);
      if (original === undefined && change === undefined) continue;
      let list = original ?? asArray(withoutDirectives(change, false));
      if (original !== undefined && change !== undefined) {
        list = strategy === 'merge' ? this.#list(original, change, mergeKey, child) : change;
      }
      itemKind(original ?? [], change ?? []);
      setOwn(merged, field, orderElements(list, order, original ?? [], mergeKey));
      done.add(field);
    }
    return done;
  }

  #member(merged: Plain, patchKey: string, change: unknown, node: TypeNode): void {
    const deletes = isDeletionKey(patchKey);
    if (deletes && this.#mode === 'combine') {
      setOwn(merged, patchKey, change);
      return;
    }
    const key = deletes ? fieldOfDeletion(patchKey) : patchKey;
    if (change === null) {
      delete merged[key];
      if (this.#mode === 'apply') return;
    }
    const current = own(merged, key);
    if (current === undefined || jsonKind(current) !== jsonKind(change)) {
      if (!deletes) this.#take(merged, key, change);
    } else if (isPlain(current)) {
      const { strategy, child } = this.#schema.object(node, key);
      setOwn(merged, key, strategy === 'replace' ? change : this.merge(current, change as Plain, child));
    } else if (Array.isArray(current)) {
      const { strategy, mergeKey, child } = this.#schema.list(node, key);
      const list = asArray(change);
      if (deletes) setOwn(merged, key, this.#without(current, list, mergeKey, child));
      else setOwn(merged, key, strategy === 'merge' ? this.#list(current, list, mergeKey, child) : list);
    } else setOwn(merged, key, change);
  }

  /** The value of the patch if there is no original value, or one of another kind. */
  #take(merged: Plain, key: string, change: unknown): void {
    if (hasDirective(change)) delete merged[key];
    else setOwn(merged, key, withoutDirectives(change, this.#mode === 'apply'));
  }

  /** `$deleteFromPrimitiveList`. On a list of objects it merges, as upstream does. */
  #without(
    list: readonly unknown[],
    deleted: readonly unknown[],
    mergeKey: string,
    node: TypeNode,
  ): readonly unknown[] {
    if (itemKind(list, deleted) === 'object') return this.#list(list, deleted, mergeKey, node);
    const gone = new Set(deleted.map(identity));
    return list.filter((item) => !gone.has(identity(item)));
  }

  #list(original: readonly unknown[], patch: readonly unknown[], mergeKey: string, node: TypeNode): readonly unknown[] {
    const kind = itemKind(original, patch);
    if (kind === undefined) return original;
    if (kind !== 'object') {
      const union = [...new Map([...original, ...patch].map((item) => [identity(item), item])).values()];
      return orderElements(union, patch, original, '');
    }
    if (mergeKey === '') {
      throw new PatchError('failed', `cannot merge lists without merge key for ${this.#schema.kindOf(node)}`);
    }
    const { items, changes } = specialItems(original as readonly Plain[], patch as readonly Plain[], mergeKey);
    return orderElements(this.#items(items, changes, mergeKey, node), changes, items, mergeKey);
  }

  /** Merges each change into the item with its key, or appends it. Uses an index, because patches can be large. */
  #items(items: readonly Plain[], changes: readonly Plain[], mergeKey: string, node: TypeNode): readonly Plain[] {
    const merged: Plain[] = [...items];
    const places = placesOf(items, mergeKey);
    for (const change of changes) {
      const key = identity(mergeKeyOf(change, mergeKey));
      const place = places.get(key);
      const found = place === undefined ? undefined : merged[place];
      if (place === undefined || found === undefined) places.set(key, merged.push(change) - 1);
      else merged[place] = this.merge(found, change, node);
    }
    return merged;
  }
}

/** The index of the first item with each merge key. */
function placesOf(items: readonly Plain[], mergeKey: string): Map<string, number> {
  const places = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const key = Object.hasOwn(item, mergeKey) ? identity(item[mergeKey]) : undefined;
    if (key !== undefined && !places.has(key)) places.set(key, index);
  }
  return places;
}

/** `$patch` on an object: `replace` uses the patch, `delete` leaves an empty object. */
function replaced(patch: Plain): Plain {
  const { [directive]: word, ...rest } = patch;
  if (word === 'replace') return rest;
  if (word === 'delete') return {};
  throw new PatchError('failed', `unknown patch type: ${goFormat(word)} in map: ${goFormat(patch)}`);
}

/** Carries out `$patch` on items of a list: `delete` removes the item of that key, `replace` the whole list. */
function specialItems(
  original: readonly Plain[],
  patch: readonly Plain[],
  mergeKey: string,
): { readonly items: readonly Plain[]; readonly changes: readonly Plain[] } {
  const changes: Plain[] = [];
  const deleted = new Set<string>();
  let replace = false;
  for (const item of patch) {
    const word = own(item, directive);
    if (word === undefined) changes.push(item);
    else if (word === 'delete') deleted.add(identity(mergeKeyOf(item, mergeKey)));
    else if (word === 'replace') replace = true;
    else if (word === 'merge') throw new PatchError('failed', 'merging lists cannot yet be specified in the patch');
    else throw new PatchError('failed', `unknown patch type: ${goFormat(word)} in map: ${goFormat(item)}`);
  }
  if (replace) return { items: changes, changes: [] };
  if (deleted.size === 0) return { items: original, changes };
  return { items: original.filter((item) => !deleted.has(identity(own(item, mergeKey)))), changes };
}

/**
 * The object after a strategic merge patch. `node` is its type, `table` resolves references. Nothing is written to;
 * the result shares with both. Throws a StatusError: 400 for a malformed directive, 422 for lists of lists,
 * 500 with upstream's message for what else upstream cannot merge (an item without its merge key).
 */
export function applyStrategicMergePatch(document: Plain, patch: Plain, node: TypeNode, table: TypeTable): Plain {
  return answering(() => new StrategicMerge(patchSchema(table), 'apply').merge(document, patch, node));
}
