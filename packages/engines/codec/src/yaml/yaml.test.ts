/** YAML: kubectl's reading and printing, go-yaml's errors, and limits on hostile documents. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeYaml } from './yaml.ts';
import { compareKeys, encodeYaml } from './yaml-encode.ts';

const seed = Number(process.env.SEED ?? 20261121);

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

describe('decodeYaml reads ambiguous scalars as kubectl does', () => {
  const cases: readonly (readonly [text: string, value: unknown])[] = [
    ['yes', true],
    ['on', true],
    ['Off', false],
    ['n', false],
    ['~', null],
    ['', null],
    ['017', 15],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b11', 3],
    ['08', 8],
    ['1_000', 1000],
    ['+12', 12],
    ['1e3', 1000],
    ['.5', 0.5],
    ['1.', 1],
    ['.', '.'],
    ['e5', 'e5'],
    ['1:30', '1:30'],
    ['2020-01-01', '2020-01-01'],
    ['9223372036854775807', 9223372036854775807n],
    ['18446744073709551616', 2 ** 64],
    ['!!binary aGVsbG8=', 'hello'],
    ['"yes"', 'yes'],
  ];
  test.each(cases)('%s', (text, value) => {
    expect(decodeYaml(`a: ${text}\n`)).toEqual([{ a: value }]);
  });

  test('converts keys to strings', () => {
    expect(decodeYaml('1: a\ntrue: b\n1.5: c\n__proto__: d')).toEqual([
      JSON.parse('{"1":"a","true":"b","1.5":"c","__proto__":"d"}'),
    ]);
  });
});

describe('decodeYaml', () => {
  test('returns documents in order, and null for an empty one', () => {
    expect(decodeYaml('a: 1\n---\nb: 2\n---\n---\nc: 3\n')).toEqual([{ a: 1 }, { b: 2 }, null, { c: 3 }]);
    expect(decodeYaml('# nothing\n')).toEqual([]);
  });

  test('resolves aliases to shared values, and merge keys', () => {
    expect(decodeYaml('a: &x {b: 1, e: 0}\nc: *x\nd: {<<: *x, e: 2}')).toEqual([
      { a: { b: 1, e: 0 }, c: { b: 1, e: 0 }, d: { e: 2, b: 1 } },
    ]);
  });

  test('reads a block scalar at the end of the text without a final newline', () => {
    expect(decodeYaml('a: |\n  x')).toEqual([{ a: 'x' }]);
    expect(decodeYaml('a: |\n  x\n')).toEqual([{ a: 'x\n' }]);
  });

  test('refuses duplicate keys in strict mode only', () => {
    expect(decodeYaml('a: 1\na: 2')).toEqual([{ a: 2 }]);
    expect(messageOf(() => decodeYaml('a: 1\nb:\n  c: 1\n  c: 2', { strict: true }))).toBe(
      'error converting YAML to JSON: yaml: unmarshal errors:\n  line 4: key "c" already set in map',
    );
  });
});

describe('decodeYaml refuses hostile input early', () => {
  const bomb = Array.from({ length: 10 }, (_, i) =>
    i === 0
      ? 'a0: &a0 [x,x,x,x,x,x,x,x,x,x]'
      : `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(',')}]`,
  ).join('\n');
  test('an alias bomb', () => {
    expect(messageOf(() => decodeYaml(bomb))).toBe(
      'error converting YAML to JSON: yaml: document contains excessive aliasing',
    );
  });
  test.each(['[', '- ', '[a,', '{a: ', '? '])('%j without end', (opener) => {
    expect(messageOf(() => decodeYaml(opener.repeat(5_000)))).toContain('exceeded max depth of 500');
  });
  test('deeply nested maps', () => {
    const text = Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
    expect(messageOf(() => decodeYaml(text))).toContain('exceeded max depth of 500');
  });
  test('deep nesting by aliases', () => {
    const deep = (name: string, inner: string): string =>
      `${name}: &${name} ${'['.repeat(200)}${inner}${']'.repeat(200)}\n`;
    expect(messageOf(() => decodeYaml(`${deep('a', '1')}${deep('b', '*a')}${deep('c', '*b')}`))).toContain(
      'exceeded max depth of 500',
    );
  });
  test('many aliases to a long text', () => {
    const padding = Array(200).fill('1').join();
    const text = `a: &a ${'x'.repeat(10_000)}\nb: [${padding},${Array(100).fill('*a').join()}]\n`;
    expect(messageOf(() => decodeYaml(text))).toBe('no error');
    expect(messageOf(() => decodeYaml(text, { maxLength: 100_000 }))).toContain('excessive aliasing');
  });
  test('a text that is too long', () => {
    expect(messageOf(() => decodeYaml('a: 1', { maxLength: 3 }))).toContain('longer than 3');
  });
});

test('encodeYaml prints objects as kubectl does', () => {
  const object = {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name: 'a', labels: {}, creationTimestamp: '2026-01-02T03:04:05Z', finalizers: [] },
    data: {
      '10': 'x',
      '9': 'x',
      yes: 'no',
      empty: '',
      number: '0123',
      text: 'a\nb\n',
      kept: 'a\nb',
      spaced: 'a \nb',
      tab: 'a\tb',
      colon: 'a: b',
      quote: "it's",
      dash: '- a',
      emoji: '😀 é',
      long: `${'0123456789 '.repeat(8)}end of line`,
    },
    list: [{ b: 1, a: [1.5, null] }, [true, ['x']], {}],
    big: 9223372036854775807n,
  };
  expect(encodeYaml(object)).toBe(`apiVersion: v1
big: 9223372036854775807
data:
  "9": x
  "10": x
  colon: 'a: b'
  dash: '- a'
  emoji: "\\U0001F600 é"
  empty: ""
  kept: |-
    a
    b
  long: 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789
    0123456789 end of line
  number: "0123"
  quote: it's
  spaced: "a \\nb"
  tab: "a\\tb"
  text: |
    a
    b
  "yes": "no"
kind: ConfigMap
list:
- a:
  - 1.5
  - null
  b: 1
- - true
  - - x
- {}
metadata:
  creationTimestamp: "2026-01-02T03:04:05Z"
  finalizers: []
  labels: {}
  name: a
`);
});

test('encodeYaml sorts keys as go-yaml does', () => {
  const keys = ['b10', 'b9', 'a', 'B', 'a1b', 'a12', 'a01', 'a.b', 'a-b', 'aa', '1', '01', '2'];
  expect([...keys].sort(compareKeys)).toEqual([
    '1',
    '01',
    '2',
    'B',
    'a',
    'a-b',
    'a.b',
    'a1b',
    'a01',
    'a12',
    'aa',
    'b9',
    'b10',
  ]);
});

test(`decodeYaml reads what encodeYaml has written (seed ${seed})`, () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', "'", '"', '0', '.', '\t', '\\') }),
    fc.string({ unit: fc.constantFrom('word', ' ', '  ', '\n'), minLength: 20, maxLength: 60 }),
    fc.constantFrom('yes', 'null', '0x1', '1e3', '.inf', '2020-01-01', '<<', '=', '~', '1:20', '0o7', '08', '1_0'),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any')),
      fc.dictionary(text, tie('any')),
    ),
  })).any;
  fc.assert(
    fc.property(value, (given) => {
      const plain: unknown = JSON.parse(JSON.stringify(given));
      expect(decodeYaml(encodeYaml(plain))).toEqual([plain]);
    }),
    { seed, numRuns: 500 },
  );
});
