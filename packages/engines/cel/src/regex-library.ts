/** `matches`, `find` and `findAll`. The caller passes a linear-time regular expression engine. */
import type { CompilePattern } from '@kubets/machinery/patterns';
import { ArrayList } from './collections.ts';
import { type Library, overload } from './functions.ts';
import { rememberPatterns } from './remembered-patterns.ts';
import { CelFault, type CelValue } from './values.ts';

export function regexLibrary(compile: CompilePattern): Library {
  const remembered = rememberPatterns(compile);
  const matches = (text: string, source: string): CelValue => {
    const pattern = remembered(source);
    return typeof pattern === 'string' ? new CelFault(pattern) : pattern.test(text);
  };
  const findAll = (text: string, source: string, limit = -1n): CelValue => {
    const pattern = remembered(source);
    if (typeof pattern === 'string') return new CelFault(`Illegal regex: ${pattern}`);
    const most = limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
    return new ArrayList(pattern.findAll(text, most));
  };
  const find = (text: string, source: string): CelValue => {
    const pattern = remembered(source);
    if (typeof pattern === 'string') return new CelFault(`Illegal regex: ${pattern}`);
    return pattern.findAll(text, 1)[0] ?? '';
  };
  return {
    matches: [
      overload('matches', '(string, string) bool', matches),
      overload('matches_string', 'string.(string) bool', matches),
    ],
    find: [overload('string_find_string', 'string.(string) string', find)],
    findAll: [
      overload('string_find_all_string', 'string.(string) list(string)', findAll),
      overload('string_find_all_string_int', 'string.(string, int) list(string)', findAll),
    ],
  };
}
