/** Label selectors: conditions that all must hold. */
import { compileRequirement, formatRequirement, type Labels, type Requirement } from './requirement.ts';

/** Immutable. Its text is canonical: equal selectors that were built in another order read the same. */
export interface Selector {
  /** Sorted by key. */
  readonly requirements: readonly Requirement[];
  /** Absent labels are treated as empty. Costs one lookup per requirement. */
  matches(labels: Labels | undefined): boolean;
  toString(): string;
  /** Whether it selects everything. {@link nothing} has no requirements either, but is not empty. */
  readonly empty: boolean;
}

const noLabels: Labels = {};

/** A selector of these requirements, which are taken to be valid. */
export function selectorOf(requirements: readonly Requirement[]): Selector {
  const sorted = requirements.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const conditions = sorted.map(compileRequirement);
  let text: string | undefined;
  return {
    requirements: sorted,
    matches(labels) {
      const given = labels ?? noLabels;
      for (const condition of conditions) if (!condition(given)) return false;
      return true;
    },
    toString() {
      text ??= sorted.map(formatRequirement).join(',');
      return text;
    },
    empty: sorted.length === 0,
  };
}

export const everything: Selector = selectorOf([]);

/** Selects no object: what an absent selector means. Its text is empty, so compare by identity. */
export const nothing: Selector = { requirements: [], matches: () => false, toString: () => '', empty: false };
