/** RE2 syntax with Go's error messages, and patterns that are too large. */
import { workUnits } from '@kubets/base/platform/testing';
import { describe, expect, it } from 'vitest';
import { patternSize } from './pattern-size.ts';
import { compileRe2 } from './re2.ts';

const matches = (source: string, text: string): boolean | string => {
  const compiled = compileRe2(source);
  return typeof compiled === 'string' ? compiled : compiled.test(text);
};

describe('compileRe2', () => {
  it.each<readonly [string, string, boolean | string]>([
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['(?i)ÄB', 'äb', true],
    ['^\\pL+\\z', 'éa', true],
    ['(?s)a.b', 'a\nb', true],
    ['^[[:alpha:]]{2,3}$', 'abc', true],
    ['(', 'a', 'error parsing regexp: missing closing ): `(`'],
    ['a{1001}', 'a', 'error parsing regexp: invalid repeat count: `{1001}`'],
    ['(?=a)', 'a', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    ['(a)\\1', 'aa', 'error parsing regexp: invalid escape sequence: `\\1`'],
  ])('matches %s against %s: %s', (source, text, expected) => {
    expect(matches(source, text)).toBe(expected);
  });

  it('returns at most the requested number of matches', () => {
    const compiled = compileRe2('a+');
    expect(typeof compiled === 'string' ? compiled : compiled.findAll('aa b a a', 2)).toEqual(['aa', 'a']);
  });
});

describe('patternSize', () => {
  it.each([
    ['abc', 3],
    ['a{10}', 10],
    ['(ab){10}', 40],
    ['((a{10}){10})', 122],
    ['[a-z]{3}', 5],
    ['[\\p{L}\\p{N}]{255}', 255 + 46],
    ['\\Q(((\\E', 7],
    ['\\pL\\p{Greek}', 42],
    ['[\\]{9}(]x', 6],
    ['a{,3}', 5],
    [')))', 3],
    ['a\\{9}', 4],
  ])('of %s is %i', (source, size) => {
    expect(patternSize(source)).toBe(size);
  });

  it.each([
    ['repetitions', '(x{0,900})'.repeat(200)],
    ['nested repetitions', '((a{30}){30})'.repeat(100)],
    ['tables', '\\pL'.repeat(5_000)],
    ['alternatives', Array.from({ length: 20_000 }, (_, index) => `a${index}`).join('|')],
    ['classes', '(?i)[^a-z]'.repeat(15_000)],
    ['parentheses', '('.repeat(1_000_000)],
    ['brackets', '['.repeat(1_000_000)],
    ['braces', '{'.repeat(1_000_000)],
  ])('exceeds the limit, and compileRe2 refuses it early: %s', (_, source) => {
    const refuse = (): void => expect(compileRe2(source)).toBe('error parsing regexp: expression too large');
    expect(workUnits(refuse)).toBeLessThan(30);
  });

  it('is within the limit for typical patterns', () => {
    const name = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
    expect(patternSize(`^(\\*\\.)?${name}(\\.${name}){0,10}$`)).toBeLessThan(5_000);
  });
});
