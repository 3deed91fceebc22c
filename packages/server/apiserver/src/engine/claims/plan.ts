/** Which records a commit must expect, write and delete so that its object holds what it claims. Pure. */
import type { Expectation, Operation } from '@kubets/storage';

/** What a commit expects and writes besides its object. */
export interface Companions {
  readonly expect: readonly Expectation[];
  readonly apply: readonly Operation[];
}

export const noCompanions: Companions = { expect: [], apply: [] };

/** A claim as the planner sees it. */
export interface PlacedClaim {
  readonly key: string;
  /** What seems to stand there. */
  readonly standing: { readonly revision: number } | undefined;
  /** Whether that says that the object holds it. */
  isMine(): boolean;
  /** The record's bytes. */
  encoded(): Uint8Array;
}

/**
 * From the claims of the object before the commit to those after it. Whatever is decided by what seems to stand is also
 * expected to stand: who has not heard the newest is refused, and plans again. Only a claim that is held and kept is
 * taken as it is, so that an ordinary update expects nothing more than its object.
 */
export function planClaims(before: readonly PlacedClaim[], after: readonly PlacedClaim[]): Companions {
  const held = new Set(before.map(({ key }) => key));
  const wanted = new Set(after.map(({ key }) => key));
  const expect: Expectation[] = [];
  const apply: Operation[] = [];
  for (const claim of before) {
    const { key, standing } = claim;
    if (wanted.has(key)) continue;
    expect.push({ key, revision: standing?.revision ?? 0 });
    if (claim.isMine()) apply.push({ type: 'delete', key });
  }
  for (const claim of after) {
    const { key, standing } = claim;
    if (held.has(key) && standing !== undefined) continue;
    const mine = claim.isMine();
    expect.push({ key, revision: mine ? (standing?.revision ?? 0) : 0 });
    if (!mine) apply.push({ type: 'put', key, value: claim.encoded() });
  }
  return { expect, apply };
}
