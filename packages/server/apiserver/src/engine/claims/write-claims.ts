/** The claims of one write: filled in, planned, and planned anew when another writer was faster. */

import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { Claim, ClaimRegister, ClaimView, WriteHook } from '../../subresources/subresource-handlers.ts';
import type { Endpoint } from '../endpoint.ts';
import type { StoredObject, WriteOutcome } from '../stored-resource.ts';
import { type Companions, noCompanions, type PlacedClaim, planClaims } from './plan.ts';

const hooksOf = ({ definition, context }: Endpoint): readonly WriteHook[] =>
  context.hooks.filter((hook) => hook.group === definition.group && hook.resource === definition.plural);

/** Whether both records say the same of who holds. */
function sameHolder(hook: WriteHook, register: ClaimRegister, a: KubeObject, b: KubeObject): boolean {
  return deepEqual(hook.holder(register, a), hook.holder(register, b));
}

export class WriteClaims implements ClaimView {
  readonly #endpoint: Endpoint;
  readonly #hooks: readonly WriteHook[];
  /** What the store has said in answer to this write, by key. */
  readonly #told = new Map<string, StoredObject | undefined>();

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
    this.#hooks = hooksOf(endpoint);
  }

  /** The object with what it needs. Throws what the kind's hooks refuse with. */
  fill(object: KubeObject, old: KubeObject | undefined): KubeObject | Promise<KubeObject> {
    return this.#hooks.length === 0 ? object : this.#filled(object, old);
  }

  async #filled(object: KubeObject, old: KubeObject | undefined): Promise<KubeObject> {
    let filled = object;
    for (const hook of this.#hooks) filled = await hook.fill(filled, old, this);
    return filled;
  }

  async taken(register: ClaimRegister, newest?: 'newest'): Promise<(name: string) => boolean> {
    const { store, registers } = this.#endpoint.context;
    const place = registers.of(register);
    if (newest !== undefined) {
      await place.cache.waitUntil(await store.revision());
      this.#told.clear();
    }
    const view = await place.view();
    return (name) => {
      const key = place.key(name);
      return (this.#told.has(key) ? this.#told.get(key) : view(key)) !== undefined;
    };
  }

  refused(register: ClaimRegister, name: string): KubeObject | undefined {
    return this.#told.get(this.#endpoint.context.registers.of(register).key(name))?.object;
  }

  /** What goes into the commit that makes `after` of `before`; undefined: there is none. */
  plan(before: KubeObject | undefined, after: KubeObject | undefined): Companions | Promise<Companions> {
    return this.#hooks.length === 0 ? noCompanions : this.#planned(before, after);
  }

  async #planned(before: KubeObject | undefined, after: KubeObject | undefined): Promise<Companions> {
    const claimsOf = (object: KubeObject | undefined): Promise<PlacedClaim[]> => this.#placed(object);
    return planClaims(await claimsOf(before), await claimsOf(after));
  }

  async #placed(object: KubeObject | undefined): Promise<PlacedClaim[]> {
    if (object === undefined) return [];
    const placed: PlacedClaim[] = [];
    for (const hook of this.#hooks)
      for (const claim of hook.claims(object)) placed.push(await this.#place(hook, claim));
    return placed;
  }

  async #place(hook: WriteHook, { register, name, record }: Claim): Promise<PlacedClaim> {
    const place = this.#endpoint.context.registers.of(register);
    const key = place.key(name);
    const standing = this.#told.has(key) ? this.#told.get(key) : (await place.view())(key);
    return {
      key,
      standing,
      isMine: () => standing !== undefined && sameHolder(hook, register, standing.object, record),
      encoded: () => place.encoded(record),
    };
  }

  /**
   * Takes note of what became of a commit with these companions. True: a claim was refused, and only that; the write is
   * to be planned again.
   */
  again(outcome: WriteOutcome, companions: Companions): boolean {
    if (outcome.done) {
      for (const hook of this.#hooks)
        for (const register of hook.registers)
          this.#endpoint.context.registers.of(register).made(companions, outcome.revision);
      return false;
    }
    if (!companions.expect.some(({ key }) => key === outcome.key)) return false;
    this.#told.set(outcome.key, outcome.current);
    return true;
  }

  /** For a dry run: whether the commit would go through. What does not hold is noted. */
  async wouldHold({ expect }: Companions): Promise<boolean> {
    const { stored } = this.#endpoint;
    for (const { key, revision } of expect) {
      const standing = await stored.read(key);
      if ((standing?.revision ?? 0) === revision) continue;
      this.#told.set(key, standing);
      return false;
    }
    return true;
  }
}
