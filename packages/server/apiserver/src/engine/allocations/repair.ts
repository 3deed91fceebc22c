/** Repairs allocations that no write can repair: those of older objects, and records that were edited manually. */

import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { Operation } from '@kubets/storage';
import type { Allocation, AllocationRegister, WriteHook } from '../../subresources/subresource-handlers.ts';
import type { Register } from '../allocation-register.ts';
import type { ServedResource } from '../served-resource.ts';
import type { StoredObject } from '../stored-resource.ts';

/**
 * `missing`: the object had no record, which has been created. `taken`: another object's record is there. `leaked`: the
 * record belonged to no object, and has been deleted.
 */
export type AllocationProblem =
  | { readonly problem: 'missing' | 'taken'; readonly object: KubeObject; readonly allocation: Allocation }
  | { readonly problem: 'leaked'; readonly register: AllocationRegister; readonly record: KubeObject };

class Repair {
  readonly #resource: ServedResource;
  readonly #hook: WriteHook;
  readonly #objects: readonly StoredObject[];
  readonly problems: AllocationProblem[] = [];

  constructor(resource: ServedResource, hook: WriteHook, objects: readonly StoredObject[]) {
    this.#resource = resource;
    this.#hook = hook;
    this.#objects = objects;
  }

  async run(): Promise<void> {
    const held = new Map<Register, Set<string>>();
    for (const object of this.#objects) await this.#keep(object, held);
    for (const register of this.#hook.registers) await this.#clear(register, held.get(this.#place(register)));
  }

  #place(register: AllocationRegister): Register {
    return this.#resource.context.registers.of(register);
  }

  /** Writes the missing records; in one commit with the expectation that the object is as it was read. */
  async #keep(stored: StoredObject, held: Map<Register, Set<string>>): Promise<void> {
    const object = this.#resource.served(stored.object);
    const missing: Allocation[] = [];
    for (const allocation of this.#hook.allocations(object)) {
      const place = this.#place(allocation.register);
      const key = place.key(allocation.name);
      const standing = (await place.view())(key);
      if (standing === undefined) missing.push(allocation);
      else if (!this.#sameHolder(allocation, standing.object))
        this.problems.push({ problem: 'taken', object, allocation });
      const keys = held.get(place) ?? new Set();
      held.set(place, keys.add(key));
    }
    if (missing.length === 0) return;
    const puts = missing.map((allocation) => {
      const place = this.#place(allocation.register);
      return { type: 'put', key: place.key(allocation.name), value: place.encoded(allocation.record) } as const;
    });
    const made = await this.#commit([{ key: stored.key, revision: stored.revision }, ...puts.map(absent)], puts);
    if (made) for (const allocation of missing) this.problems.push({ problem: 'missing', object, allocation });
  }

  #sameHolder({ register, record }: Allocation, standing: KubeObject): boolean {
    return deepEqual(this.#hook.holder(register, record), this.#hook.holder(register, standing));
  }

  /**
   * Deletes records that their object does not hold; in one commit with the expectation that the object is as it was
   * read.
   */
  async #clear(register: AllocationRegister, held: ReadonlySet<string> | undefined): Promise<void> {
    const place = this.#place(register);
    const standing = new Map(this.#objects.map((object) => [object.key, object]));
    const { items } = await place.cache.list({ at: 'any' });
    for (const item of items) {
      if (held?.has(item.key)) continue;
      const holder = this.#hook.holder(register, item.object);
      if (holder === 'not ours') continue;
      const owner = holder === 'nobody' ? undefined : this.#resource.stored.key(holder.namespace, holder.name);
      const expect = owner === undefined ? [] : [{ key: owner, revision: standing.get(owner)?.revision ?? 0 }];
      const own = { key: item.key, revision: item.revision };
      const made = await this.#commit([...expect, own], [{ type: 'delete', key: item.key }]);
      if (made) this.problems.push({ problem: 'leaked', register, record: item.object });
    }
  }

  /** A conflict means that the state was outdated: the next round reads a newer one. */
  async #commit(expect: readonly { key: string; revision: number }[], apply: readonly Operation[]): Promise<boolean> {
    const result = await this.#resource.context.store.commit({ expect, apply });
    if (!result.committed) return false;
    for (const register of this.#hook.registers) this.#place(register).made({ expect, apply }, result.revision);
    return true;
  }
}

const absent = ({ key }: { readonly key: string }) => ({ key, revision: 0 });

/** One round over all objects of a kind; several servers may run it at once. Cheap if there is nothing to repair. */
export async function repairAllocations(resource: ServedResource): Promise<readonly AllocationProblem[]> {
  const { stored, definition, context } = resource;
  const problems: AllocationProblem[] = [];
  for (const hook of context.hooks) {
    if (hook.group !== definition.group || hook.resource !== definition.plural) continue;
    // Records first: an object that is written meanwhile is then compared with its older records, and left alone.
    for (const register of hook.registers)
      await context.registers.of(register).cache.waitUntil(await context.store.revision());
    const { items } = await stored.cache.list();
    const repair = new Repair(resource, hook, items);
    await repair.run();
    problems.push(...repair.problems);
  }
  return problems;
}
