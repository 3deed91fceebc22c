/** The regular expressions of users: a linear-time engine is handed in; we keep what it compiled. */

import { spendWork } from './work-limit.ts';

/** RE2's syntax; no search may take longer than linear time. */
export interface CompiledPattern {
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** The leftmost matches that do not overlap, at most `limit` of them. */
  findAll(text: string, limit: number): readonly string[];
}

/** What is wrong with the pattern, as Go says it, when it is malformed. */
export type CompilePattern = (source: string) => CompiledPattern | string;

const mostPatterns = 256;

/** `compile` with a memory of what it was asked last. */
export function rememberPatterns(compile: CompilePattern): CompilePattern {
  const known = new Map<string, CompiledPattern | string>();
  return (source) => {
    const found = known.get(source);
    if (found !== undefined) return found;
    spendWork(200 + source.length);
    const compiled = compile(source);
    if (known.size >= mostPatterns) known.clear();
    known.set(source, compiled);
    return compiled;
  };
}
