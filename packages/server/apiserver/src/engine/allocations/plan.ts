/** Plans the allocation records that a commit must expect, write and delete with its object. Pure. */
import type { Expectation, Operation } from '@kubets/storage';
import type { Companions } from '../companions.ts';

/** An allocation as the planner sees it. */
export interface PlacedAllocation {
  readonly key: string;
  /** The record that is known to be there. */
  readonly standing: { readonly revision: number } | undefined;
  /** Whether that record names the object as holder. */
  isMine(): boolean;
  /** The record's bytes. */
  encoded(): Uint8Array;
}

/**
 * From the allocations of the object before the commit to those after it. The commit expects the known records on which
 * the plan is based: a server whose knowledge is outdated is refused and plans again. Only an allocation that is held
 * and kept is not checked, so that an ordinary update expects nothing besides its object.
 */
export function planAllocations(before: readonly PlacedAllocation[], after: readonly PlacedAllocation[]): Companions {
  const held = new Set(before.map(({ key }) => key));
  const wanted = new Set(after.map(({ key }) => key));
  const expect: Expectation[] = [];
  const apply: Operation[] = [];
  for (const allocation of before) {
    const { key, standing } = allocation;
    if (wanted.has(key)) continue;
    expect.push({ key, revision: standing?.revision ?? 0 });
    if (allocation.isMine()) apply.push({ type: 'delete', key });
  }
  for (const allocation of after) {
    const { key, standing } = allocation;
    if (held.has(key) && standing !== undefined) continue;
    const mine = allocation.isMine();
    expect.push({ key, revision: mine ? (standing?.revision ?? 0) : 0 });
    if (!mine) apply.push({ type: 'put', key, value: allocation.encoded() });
  }
  return { expect, apply };
}
