/** The regular expressions of users: RE2's syntax, and no search takes longer than linear time. */

export interface CompiledPattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** The leftmost matches that do not overlap, at most `limit` of them. */
  findAll(text: string, limit: number): readonly string[];
}

/** What is wrong with the pattern, as Go says it, when it is malformed. */
export type CompilePattern = (source: string) => CompiledPattern | string;
