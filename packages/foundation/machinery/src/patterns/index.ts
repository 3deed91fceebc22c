/** Regular expressions in linear time. */
export type { CompiledPattern, CompilePattern } from './pattern.ts';
export { patternSize } from './pattern-size.ts';
export { compileRe2 } from './re2.ts';
