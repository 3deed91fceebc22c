/** Patterns on re2js: RE2's syntax and Go's messages, searches in linear time. */
import { RE2JS, RE2JSException } from 're2js';
import type { CompilePattern } from './pattern.ts';
import { patternSize } from './pattern-size.ts';

/** Compiling this number of instructions takes about 40 ms. Go allows about a hundred times as many. */
const maxInstructions = 30_000;

/** Compiles a pattern; a string is what Go's `regexp.Compile` says is wrong with it. */
export const compileRe2: CompilePattern = (source) => {
  if (patternSize(source) > maxInstructions) return 'error parsing regexp: expression too large';
  try {
    const pattern = RE2JS.compile(source);
    return {
      test: (text) => pattern.matcher(text).find(),
      findAll: (text, limit) => {
        const matcher = pattern.matcher(text);
        const found: string[] = [];
        while (found.length < limit && matcher.find()) found.push(matcher.group() ?? '');
        return found;
      },
    };
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
};
