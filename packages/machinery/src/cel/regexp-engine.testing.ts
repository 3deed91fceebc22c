/** For tests only: patterns on JavaScript's engine, which is neither linear nor RE2. */
import type { CompilePattern } from './patterns.ts';

export const testPatterns: CompilePattern = (source) => {
  try {
    const pattern = new RegExp(source, 'gu');
    return {
      test: (text) => {
        pattern.lastIndex = 0;
        return pattern.test(text);
      },
      findAll: (text, limit) => (text.match(pattern) ?? []).slice(0, Math.min(limit, Number.MAX_SAFE_INTEGER)),
    };
  } catch (error) {
    return `error parsing regexp: ${String(error)}`;
  }
};
