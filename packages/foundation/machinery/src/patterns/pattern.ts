/** Regular expressions from users, with RE2's syntax. Every search takes linear time. */

export interface CompiledPattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** The leftmost matches that do not overlap, at most `limit` of them. */
  findAll(text: string, limit: number): readonly string[];
}

/** Compiles a pattern. Returns Go's error message if it is invalid. */
export type CompilePattern = (source: string) => CompiledPattern | string;
