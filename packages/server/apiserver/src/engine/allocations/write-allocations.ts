/** The allocations of one write: chosen, planned, and planned again after a conflict with another writer. */

import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type {
  Allocation,
  AllocationRegister,
  AllocationView,
  WriteHook,
} from '../../subresources/subresource-handlers.ts';
import { type Companions, noCompanions } from '../companions.ts';
import type { ServedResource } from '../served-resource.ts';
import type { StoredObject, WriteOutcome } from '../stored-resource.ts';
import { type PlacedAllocation, planAllocations } from './plan.ts';

const hooksOf = ({ definition, context }: ServedResource): readonly WriteHook[] =>
  context.hooks.filter((hook) => hook.group === definition.group && hook.resource === definition.plural);

/** Whether both records name the same holder. */
function sameHolder(hook: WriteHook, register: AllocationRegister, a: KubeObject, b: KubeObject): boolean {
  return deepEqual(hook.holder(register, a), hook.holder(register, b));
}

export class WriteAllocations implements AllocationView {
  readonly #resource: ServedResource;
  readonly #hooks: readonly WriteHook[];
  /** Records that the store has returned for this write, by key. */
  readonly #returned = new Map<string, StoredObject | undefined>();

  constructor(resource: ServedResource) {
    this.#resource = resource;
    this.#hooks = hooksOf(resource);
  }

  /** The object with its allocations. Throws the errors of the kind's hooks. */
  fill(object: KubeObject, old: KubeObject | undefined): KubeObject | Promise<KubeObject> {
    return this.#hooks.length === 0 ? object : this.#filled(object, old);
  }

  async #filled(object: KubeObject, old: KubeObject | undefined): Promise<KubeObject> {
    let filled = object;
    for (const hook of this.#hooks) filled = await hook.fill(filled, old, this);
    return filled;
  }

  async taken(register: AllocationRegister, newest?: 'newest'): Promise<(name: string) => boolean> {
    const { store, registers } = this.#resource.context;
    const place = registers.of(register);
    if (newest !== undefined) {
      await place.cache.waitUntil(await store.revision());
      this.#returned.clear();
    }
    const view = await place.view();
    return (name) => {
      const key = place.key(name);
      return (this.#returned.has(key) ? this.#returned.get(key) : view(key)) !== undefined;
    };
  }

  async objects<T extends KubeObject>(type: ResourceType<T>, newest?: 'newest'): Promise<readonly T[]> {
    const { store, registers } = this.#resource.context;
    const { cache } = registers.of(type);
    await cache.ready;
    if (newest !== undefined) await cache.waitUntil(await store.revision());
    const { items } = await cache.list({ at: 'any' });
    return items.map(({ object }) => object as T);
  }

  refused(register: AllocationRegister, name: string): KubeObject | undefined {
    return this.#returned.get(this.#resource.context.registers.of(register).key(name))?.object;
  }

  /** What the commit that replaces `before` with `after` contains besides; undefined: nothing. */
  plan(before: KubeObject | undefined, after: KubeObject | undefined): Companions | Promise<Companions> {
    return this.#hooks.length === 0 ? noCompanions : this.#planned(before, after);
  }

  async #planned(before: KubeObject | undefined, after: KubeObject | undefined): Promise<Companions> {
    const allocationsOf = (object: KubeObject | undefined): Promise<PlacedAllocation[]> => this.#placed(object);
    return planAllocations(await allocationsOf(before), await allocationsOf(after));
  }

  async #placed(object: KubeObject | undefined): Promise<PlacedAllocation[]> {
    if (object === undefined) return [];
    const placed: PlacedAllocation[] = [];
    for (const hook of this.#hooks)
      for (const allocation of hook.allocations(object)) placed.push(await this.#place(hook, allocation));
    return placed;
  }

  async #place(hook: WriteHook, { register, name, record }: Allocation): Promise<PlacedAllocation> {
    const place = this.#resource.context.registers.of(register);
    const key = place.key(name);
    const standing = this.#returned.has(key) ? this.#returned.get(key) : (await place.view())(key);
    return {
      key,
      standing,
      isMine: () => standing !== undefined && sameHolder(hook, register, standing.object, record),
      encoded: () => place.encoded(record),
    };
  }

  /**
   * Records the result of a commit with these companions. True: an allocation was refused, and nothing else; the write
   * has to be planned again.
   */
  again(outcome: WriteOutcome, companions: Companions): boolean {
    if (outcome.done) {
      for (const hook of this.#hooks)
        for (const register of hook.registers)
          this.#resource.context.registers.of(register).made(companions, outcome.revision);
      return false;
    }
    if (!companions.expect.some(({ key }) => key === outcome.key)) return false;
    this.#returned.set(outcome.key, outcome.current);
    return true;
  }

  /** For a dry run: whether the commit would succeed. Records that differ are remembered. */
  async wouldHold({ expect }: Companions): Promise<boolean> {
    const { stored } = this.#resource;
    for (const { key, revision } of expect) {
      const standing = await stored.read(key);
      if ((standing?.revision ?? 0) === revision) continue;
      this.#returned.set(key, standing);
      return false;
    }
    return true;
  }
}
