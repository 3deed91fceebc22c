/** Regular expressions in linear time. */
export type { CompiledPattern, CompilePattern } from './pattern.ts';
export { compileRe2 } from './re2.ts';
