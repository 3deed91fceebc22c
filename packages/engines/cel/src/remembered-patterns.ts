/** A cache of the compiled patterns of rules. */
import type { CompiledPattern, CompilePattern } from '@kubets/machinery/patterns';
import { spendWork } from './work-limit.ts';

const maxPatterns = 256;

/** `compile` with a cache of recent patterns. */
export function rememberPatterns(compile: CompilePattern): CompilePattern {
  const known = new Map<string, CompiledPattern | string>();
  return (source) => {
    const found = known.get(source);
    if (found !== undefined) return found;
    spendWork(200 + source.length);
    const compiled = compile(source);
    if (known.size >= maxPatterns) known.clear();
    known.set(source, compiled);
    return compiled;
  };
}
