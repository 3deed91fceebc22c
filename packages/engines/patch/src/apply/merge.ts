/** Merges an applied configuration into a live value, by type. */

import { deepEqual } from '@kubets/base';
import { setOwn } from '@kubets/machinery/json';
import { isPlain, type ListPlan, type MapPlan, type MergePlan, type Plain } from './merge-plan.ts';
import { listElements } from './owned-fields.ts';

function mergeMaps(live: Plain, config: Plain, plan: MapPlan): unknown {
  let merged: Record<string, unknown> | undefined;
  for (const name in config) {
    const wanted = config[name];
    if (wanted === undefined) continue;
    const standing = Object.hasOwn(live, name) ? live[name] : undefined;
    const next = standing === undefined ? wanted : mergeValues(standing, wanted, plan.slot(name).plan);
    if (next === standing) continue;
    merged ??= { ...live };
    setOwn(merged, name, next);
  }
  return merged ?? live;
}

/** Merges two lists: items of the configuration in its order, with items of the live list between them. */
class ListMerge {
  readonly #plan: ListPlan;
  readonly #standing: ReadonlyMap<string, unknown>;
  readonly #wanted: readonly unknown[];
  readonly #elements: readonly string[];
  /** Elements that both lists have, in the order of the configuration. */
  readonly #shared: readonly string[];
  #next = 0;
  #nextShared = 0;
  readonly result: unknown[] = [];

  constructor(
    plan: ListPlan,
    standing: ReadonlyMap<string, unknown>,
    wanted: readonly unknown[],
    elements: readonly string[],
  ) {
    this.#plan = plan;
    this.#standing = standing;
    this.#wanted = wanted;
    this.#elements = elements;
    this.#shared = elements.filter((element) => standing.has(element));
  }

  #take(): void {
    const element = this.#elements[this.#next] ?? '';
    const [live, wanted] = [this.#standing.get(element), this.#wanted[this.#next]];
    this.result.push(live === undefined ? wanted : mergeValues(live, wanted, this.#plan.item));
    this.#next += 1;
    if (this.#shared[this.#nextShared] === element) this.#nextShared += 1;
  }

  get done(): boolean {
    return this.#next >= this.#elements.length;
  }

  /** A live item that is in both lists. It is emitted when it is next; a moved item is emitted at its new position. */
  meet(element: string): void {
    if (this.#shared[this.#nextShared] !== element) return;
    while (!this.done && this.#elements[this.#next] !== element) this.#take();
    this.#take();
  }

  finish(): readonly unknown[] {
    while (!this.done) this.#take();
    return this.result;
  }
}

function mergeLists(live: readonly unknown[], config: readonly unknown[], plan: ListPlan): readonly unknown[] {
  const [left, right] = [listElements(live, plan), listElements(config, plan)];
  const standing = new Map<string, unknown>();
  for (const [index, element] of left.elements.entries())
    standing.set(element, left.repeated?.has(element) ? null : live[index]);
  const wanted = new Set(right.elements);
  const merge = new ListMerge(plan, standing, config, right.elements);
  for (const [index, element] of left.elements.entries()) {
    if (wanted.has(element)) merge.meet(element);
    else merge.result.push(live[index]);
  }
  const result = merge.finish();
  const same = result.length === live.length && result.every((each, index) => each === live[index]);
  return same ? live : result;
}

/**
 * Merges `config` into `live`: objects and keyed lists are merged, other values replaced. Returns the live value if they
 * are equal.
 */
export function mergeValues(live: unknown, config: unknown, plan: MergePlan): unknown {
  if (live === config) return live;
  if (plan.kind === 'map') {
    if (isPlain(live) && isPlain(config)) return mergeMaps(live, config, plan);
    // An object merged with null is an empty object.
    if (config === null && isPlain(live) && Object.keys(live).length > 0) return live;
  } else if (plan.kind === 'list' && Array.isArray(live) && live.length > 0) {
    if (config === null) return live;
    if (Array.isArray(config)) return mergeLists(live, config, plan);
  }
  return deepEqual(live, config) ? live : config;
}
