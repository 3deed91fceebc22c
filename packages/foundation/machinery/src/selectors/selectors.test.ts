/** Label and field selectors: parsing, formatting, matching, refusals, properties. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StatusError } from '../status-error.ts';
import { exactField, fieldSelectorOf, matchesFields, parseFieldSelector } from './field-selector.ts';
import {
  formatLabelSelector,
  selectorFromLabelSelector,
  selectorFromLabels,
  validateLabelSelector,
} from './label-selector.ts';
import { parseLabelSelector } from './parse-label-selector.ts';
import { everything, nothing } from './selector.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`selectors: fast-check seed ${seed}`);

describe('parseLabelSelector', () => {
  test.each([
    ['', ''],
    ['x=a,y=b,z=c', 'x=a,y=b,z=c'],
    ['z=c, y = b ,x==a', 'x==a,y=b,z=c'],
    ['x!=a', 'x!=a'],
    ['x=', 'x='],
    ['x=,y', 'x=,y'],
    ['!x', '!x'],
    ['x in (b,a,b)', 'x in (a,b)'],
    ['x notin (a)', 'x notin (a)'],
    ['x in ()', 'x in ()'],
    ['x in (,a)', 'x in (,a)'],
    ['x in (a,,b)', 'x in (,a,b)'],
    ['in in (in,notin)', 'in in (in,notin)'],
    ['x>1,y<10', 'x>1,y<10'],
    ['example.com/a=b', 'example.com/a=b'],
  ])('parses %j and formats it as %j', (text, canonical) => {
    expect(parseLabelSelector(text).toString()).toBe(canonical);
  });

  test.each([
    ['x=a||y=b', 'unable to parse requirement: values[0][x]: Invalid value: "a||y": '],
    ['x in (a b)', "unable to parse requirement: found 'b', expected: ',' or ')'"],
    ['x in a', "unable to parse requirement: found 'a' expected: '('"],
    ['x in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['x==a==b', "found '==', expected: ',' or 'end of string'"],
    ['!x=a', "found '=', expected: ',' or 'end of string'"],
    ['x y', "unable to parse requirement: found 'y', expected: in, notin, =, ==, !=, gt, lt"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['x,', "found '', expected: identifier after ','"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    [
      'a/b/c=d',
      `unable to parse requirement: <nil>: Invalid value: "a/b/c": a valid label key must consist of alphanumeric characters`,
    ],
    [
      'x>a',
      `unable to parse requirement: values[0]: Invalid value: "a": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
  ])('refuses %j: %s', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(StatusError);
    expect(() => parseLabelSelector(text)).toThrow(message);
  });

  test.each([
    ['', {}, true],
    ['x=a', { x: 'a' }, true],
    ['x=a', {}, false],
    ['x!=a', {}, true],
    ['x notin (a,b)', {}, true],
    ['x notin (a,b)', { x: 'b' }, false],
    ['x in (a,b)', { x: 'b' }, true],
    ['x in (a,b)', {}, false],
    ['x', { x: '' }, true],
    ['!x', { x: '' }, false],
    ['x>5', { x: '6' }, true],
    ['x>5', { x: '10' }, true],
    ['x>5', { x: 'abc' }, false],
    ['x<5', {}, false],
    ['x<9223372036854775807', { x: '9223372036854775808' }, false],
    ['x=a,y=b', { x: 'a' }, false],
  ])('%j matches %j: %s', (text, labels, matches) => {
    expect(parseLabelSelector(text).matches(labels)).toBe(matches);
  });

  test('looks up labels as own properties only', () => {
    expect(parseLabelSelector('constructor').matches({})).toBe(false);
    expect(parseLabelSelector('!toString').matches({})).toBe(true);
    expect(parseLabelSelector('toString').matches(JSON.parse('{"toString":"x"}'))).toBe(true);
  });
});

describe('LabelSelector objects', () => {
  test('select nothing if absent, and everything if empty', () => {
    expect(selectorFromLabelSelector(undefined)).toBe(nothing);
    expect(selectorFromLabelSelector({})).toBe(everything);
    expect(nothing.matches({})).toBe(false);
    expect(selectorFromLabels(undefined).empty).toBe(true);
    expect(formatLabelSelector(undefined)).toBe('<none>');
  });

  test('select the same as their text form', () => {
    const selector = selectorFromLabelSelector({
      matchLabels: { tier: 'web' },
      matchExpressions: [
        { key: 'env', operator: 'In', values: ['prod', 'dev'] },
        { key: 'canary', operator: 'DoesNotExist' },
      ],
    });
    expect(selector.toString()).toBe('!canary,env in (dev,prod),tier=web');
  });

  test("are validated with upstream's messages", () => {
    const found = validateLabelSelector(
      {
        matchLabels: { 'a b': 'c' },
        matchExpressions: [
          { key: 'x', operator: 'In' },
          { key: 'x', operator: 'Exists', values: ['a'] },
          { key: 'x', operator: 'Gt', values: ['-'] },
        ],
      },
      'spec.selector',
    );
    expect(found.map(({ field, message }) => `${field}: ${message.split(',', 1)[0]}`)).toEqual([
      `spec.selector.matchLabels: Invalid value: "a b": name part must consist of alphanumeric characters`,
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      'spec.selector.matchExpressions[2].operator: Invalid value: "Gt": not a valid selector operator',
      `spec.selector.matchExpressions[2].values[0]: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters`,
    ]);
  });

  test('are refused with an unknown operator', () => {
    expect(() => selectorFromLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Foo' }] })).toThrow(
      '"Foo" is not a valid label selector operator',
    );
  });
});

describe('parseFieldSelector', () => {
  test.each([
    ['', ''],
    ['a=b', 'a=b'],
    ['b==c,a!=d', 'a!=d,b=c'],
    ['a=', 'a='],
    [',,a=b,', 'a=b'],
    ['a=b\\,c', 'a=b\\,c'],
    ['a=\\=\\\\', 'a=\\=\\\\'],
  ])('parses %j and formats it as %j', (text, canonical) => {
    expect(parseFieldSelector(text).toString()).toBe(canonical);
  });

  test.each([
    ['a', "invalid selector: 'a'; can't understand 'a'"],
    ['a=b=c', 'invalid field selector: unescaped character in value: 61'],
    ['a=b\\c', 'invalid field selector: invalid escape sequence: \\c'],
    ['a=b\\', 'invalid field selector: invalid escape sequence: \\'],
  ])('refuses %j: %s', (text, message) => {
    expect(() => parseFieldSelector(text)).toThrow(message);
  });

  test('matches by equality; an absent field is an empty string', () => {
    const selector = parseFieldSelector('metadata.name=a,spec.nodeName!=n');
    const get = (pod: Record<string, string>) => (field: string) => pod[field] ?? '';
    expect(matchesFields(selector, get({ 'metadata.name': 'a' }))).toBe(true);
    expect(matchesFields(selector, get({ 'metadata.name': 'a', 'spec.nodeName': 'n' }))).toBe(false);
    expect(exactField(selector, 'metadata.name')).toBe('a');
    expect(exactField(selector, 'spec.nodeName')).toBeUndefined();
  });
});

const keys = fc.constantFrom('a', 'b', 'example.com/c', '__proto__x', 'constructor');
const values = fc.constantFrom('', 'x', 'y', '7', '12');
const requirementText = fc.oneof(
  keys,
  keys.map((key) => `!${key}`),
  fc.tuple(keys, fc.constantFrom('=', '==', '!='), values).map((parts) => parts.join('')),
  fc.tuple(keys, fc.constantFrom('>', '<'), fc.nat()).map((parts) => parts.join('')),
  fc
    .tuple(keys, fc.constantFrom('in', 'notin'), fc.array(values, { minLength: 1, maxLength: 3 }))
    .map(([key, operator, list]) => `${key} ${operator} (${list.join(',')})`),
);
const selectors = fc
  .array(requirementText, { maxLength: 4 })
  .filter((parts) => !parts.some((part) => part.startsWith('_') || part.startsWith('!_')))
  .map((parts) => parts.join(','));
const labels = fc.dictionary(keys, values);

describe('selector properties', () => {
  test('the text of a label selector parses to the same selector', () => {
    fc.assert(
      fc.property(selectors, labels, (text, given) => {
        const selector = parseLabelSelector(text);
        const again = parseLabelSelector(selector.toString());
        expect(again.toString()).toBe(selector.toString());
        expect(again.matches(given)).toBe(selector.matches(given));
      }),
      { seed },
    );
  });

  test('a field selector can contain any value', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a.b', 'c'), fc.string())), (pairs) => {
        const terms = pairs.map(([field, value]) => ({ field, operator: '=' as const, value }));
        const text = fieldSelectorOf(terms).toString();
        expect(new Set(parseFieldSelector(text).terms.map((term) => JSON.stringify(term)))).toEqual(
          new Set(terms.map((term) => JSON.stringify(term))),
        );
      }),
      { seed },
    );
  });
});
