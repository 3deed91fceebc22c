/** What one commit changes besides its object. */
import type { Expectation, Operation } from '@kubets/storage';

/** What a commit expects and writes besides its object. */
export interface Companions {
  readonly expect: readonly Expectation[];
  readonly apply: readonly Operation[];
}

export const noCompanions: Companions = { expect: [], apply: [] };
