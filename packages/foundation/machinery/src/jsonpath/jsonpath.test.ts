/** JSONPath: client-go's test cases, missing keys, errors, limits. */
import { workUnits } from '@kubets/base/platform/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileJsonPath, type JsonPathOptions, relaxedJsonPath } from './compile-jsonpath.ts';
import { JsonPathError } from './jsonpath-node.ts';
import { printJsonPath } from './print-jsonpath.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`jsonpath: fast-check seed ${seed}`);

const print = (template: string, data: unknown, options?: JsonPathOptions): string =>
  printJsonPath(compileJsonPath(template, options)(data));

const store = {
  Name: 'jsonpath',
  Book: [
    { Category: 'reference', Author: 'Nigel Rees', Price: 8.95 },
    { Category: 'fiction', Author: 'Evelyn Waugh', Price: 12.99 },
    { Category: 'fiction', Author: 'Herman Melville', Price: 8.99 },
  ],
  Bicycle: [
    { Color: 'red', Price: 19.95, IsNew: true },
    { Color: 'green', Price: 20.01, IsNew: false },
  ],
  Labels: { engieer: 10, 'web/html': 15, 'k8s-app': 20 },
};
const nodes = {
  kind: 'List',
  items: [
    {
      kind: 'None',
      metadata: { name: '127.0.0.1', labels: { 'kubernetes.io/hostname': '127.0.0.1' } },
      status: { capacity: { cpu: '4' }, ready: true, addresses: [{ type: 'LegacyHostIP', address: '127.0.0.1' }] },
    },
    {
      kind: 'None',
      metadata: { name: '127.0.0.2', labels: { 'kubernetes.io/hostname': '127.0.0.2' } },
      status: {
        capacity: { cpu: '8' },
        ready: false,
        addresses: [
          { type: 'LegacyHostIP', address: '127.0.0.2' },
          { type: 'another', address: '127.0.0.3' },
        ],
      },
    },
  ],
  users: [
    { name: 'myself', user: {} },
    { name: 'e2e', user: { username: 'admin', password: 'secret' } },
  ],
};
const points = [
  { id: 'i1', x: 4, y: -5 },
  { id: 'i2', x: -2, y: -5, z: 1 },
  { id: 'i5', x: 0, y: 2, z: 1 },
  { id: 'i7', x: null, y: 4 },
];

describe('JSONPath templates print', () => {
  test.each<[string, unknown, string]>([
    ['hello jsonpath', null, 'hello jsonpath'],
    ['{..}', [1, 2, 3], '[1,2,3]'],
    ['{[?(@<5)]}', [2, 6, 3, 7], '2 3'],
    ['{"{"}', null, '{'],
    ['{[1,3,4]}', [0, 1, 2, 3, 4], '1 3 4'],
    ['{[0:2]}', ['Monday', 'Tudesday'], 'Monday Tudesday'],
    ['hello {.Name}', store, 'hello jsonpath'],
    ['{$.Labels.web/html}', store, '15'],
    ['{.Labels.k8s-app}', store, '20'],
    ['{.Bicycle[*].Color}', store, 'red green'],
    ['{range .Bicycle[*]}{ "{" }{ @.* }{ "} " }{end}', store, '{red 19.95 true} {green 20.01 false} '],
    ['{..Price}', store, '8.95 12.99 8.99 19.95 20.01'],
    ['{...Price}', store, '8.95 12.99 8.99 19.95 20.01'],
    ['{.Bicycle}', store, '[{"Color":"red","IsNew":true,"Price":19.95},{"Color":"green","IsNew":false,"Price":20.01}]'],
    ['{range .Bicycle[*]}{ @.Color }{ " " }{end}', store, 'red green '],
    ['{.Book[-1:].Author}', store, 'Herman Melville'],
    ['{..Book[2].Author}', store, 'Herman Melville'],
    ['{.Bicycle[?(@.IsNew==true)].Color}', store, 'red'],
    ['{.Book[?(@.Price > 10)].Author}', store, 'Evelyn Waugh'],
    ['{.Book[?(@.Author=="Evelyn Waugh")].Price}', store, '12.99'],
    ["{.Book[?(@.Category!='fiction')].Price}", store, '8.95'],
    ['{[?(@.z)].id}', points, 'i2 i5'],
    ["{[0]['id']}", points, 'i1'],
    ["{[-1]['x']}", points, 'null'],
    ['{.items[*].metadata.name}{.kind}', nodes, '127.0.0.1 127.0.0.2List'],
    ['{range .items[*]}{.metadata.name}, {end}{.kind}', nodes, '127.0.0.1, 127.0.0.2, List'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{end}', nodes, '127.0.0.1\t127.0.0.2\t'],
    ['{range .items[*]}{range .status.addresses[*]}{.address}, {end}{end}', nodes, '127.0.0.1, 127.0.0.2, 127.0.0.3, '],
    ["{.items[*]['metadata.name', 'status.capacity']}", nodes, '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}'],
    [
      '{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}',
      nodes,
      '[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] ',
    ],
    ['{.users[?(@.name=="e2e")].user.password}', nodes, 'secret'],
    ['{.items[0].metadata.labels.kubernetes\\.io/hostname}', nodes, '127.0.0.1'],
    ['{.items[?(@.metadata.labels.kubernetes\\.io/hostname=="127.0.0.1")].kind}', nodes, 'None'],
    ['{.items[?(@..ready==true)].metadata.name}', nodes, '127.0.0.1'],
    ['{..name}', nodes, '127.0.0.1 127.0.0.2 myself e2e'],
    ['{[:4:2]}', [1, 2, 3, 4], '1 3'],
    ['{[1::2]}', [1, 2, 3, 4], '2 4'],
    ['{[-2]}', [1, 2, 3, 4], '3'],
    ['{@}', { b: '<&>', a: [] }, '{"a":[],"b":"\\u003c\\u0026\\u003e"}'],
    ['{.a}', { a: 2n ** 60n }, '1152921504606846976'],
    ['{.a}', { a: 0.00001 }, '1e-05'],
    ["{'it\\'s \\u00e9'}", null, 'it’s é'.replace('’', "'")],
  ])('%s', (template, data, text) => {
    expect(print(template, data)).toBe(text);
  });

  test('JSONPath prints results as a JSON list on request', () => {
    const results = compileJsonPath('{.Bicycle[*].Color}')(store);
    expect(printJsonPath(results, { json: true })).toBe('[\n    "red",\n    "green"\n]\n');
  });
});

describe('JSONPath missing keys', () => {
  const lenient = { allowMissingKeys: true };

  test('select nothing if they are allowed', () => {
    expect(print('before-{.hello}after', store, lenient)).toBe('before-after');
    expect(print('{range .items[*]}{.metadata.name}{end}', { items: [] }, lenient)).toBe('');
    const pods = { items: [{ a: { phase: 'Running' }, n: 1 }, { n: 2 }, { a: { phase: 'Running' }, n: 3 }, {}] };
    expect(print('{range .items[?(.a.phase=="Running")]}{.n}{" is Running\\n"}{end}', pods, lenient)).toBe(
      '1 is Running\n3 is Running\n',
    );
  });

  test('are errors otherwise', () => {
    expect(() => print('{.hello}', store)).toThrow('hello is not found');
    expect(() => print('{range .items[*]}{.x}{end}', { items: [] })).toThrow('x is not found');
    expect(() => print('{.constructor}', {})).toThrow('constructor is not found');
    expect(() => print('{.__proto__}', {})).toThrow('__proto__ is not found');
  });
});

describe('JSONPath errors', () => {
  test.each<[string, unknown, string]>([
    ['{hello}', store, 'unrecognized identifier hello'],
    ['{.Labels[0]}', store, 'map[string]interface {} is not array or slice'],
    ['{.Book[?(@.Price<>10)]}', store, 'unrecognized filter operator <>'],
    ['{range .Labels.*}{@}{end}{end}', store, 'not in range, nothing to end'],
    ['{........................Price}', store, 'invalid multiple recursive descent'],
    ['{.Book[9]}', store, 'array index out of bounds: index 9, length 3'],
    ['{[2:1]}', [1, 2, 3], 'starting index 2 is greater than ending index 1'],
    ['{[0:2:0]}', [1, 2, 3], 'step must be > 0'],
    ['{.Name[?(@.x)]}', store, 'jsonpath is not array or slice and cannot be filtered'],
    ['{.Book[?(@.Price=="x")]}', store, 'incompatible types for comparison'],
    ['{.Book[?(@.*==1)]}', store, 'can only compare one element at a time'],
    ['{[?(@.x==1)]}', points.slice(3), 'invalid type for comparison'],
  ])('%s fails with its data', (template, data, message) => {
    expect(() => print(template, data)).toThrow(message);
  });

  test.each([
    ['{.metadata.name', 'unclosed action'],
    ['{.items[0', 'unterminated array'],
    ['{.items[?(@.a]}', 'unterminated filter'],
    ['{.items[?(@.a)}', 'unclosed array expect ]'],
    ['{.items[a]}', 'invalid array index a'],
    ['{[-]}', 'array index - is not a number'],
    ['{"abc}', 'unterminated quoted string'],
    ['{"\\q"}', 'unquote string "\\q" error invalid syntax'],
    ['{~}', "unrecognized character in action: U+007E '~'"],
    ['{.items[?(@.a=~/x/)]}', "unrecognized character in action: U+007E '~'"],
    ['{1.2.3}', 'cannot parse number 1.2.3'],
    ['{-}', 'cannot parse number -'],
    ['x'.repeat(10_001), 'template is longer than 10000 characters'],
  ])('%s does not compile: %s', (template, message) => {
    expect(() => compileJsonPath(template)).toThrow(message);
  });

  test('are returned for templates that exceed the limits', () => {
    const deep: unknown = Array.from({ length: 200 }).reduce((inner: unknown) => [inner, inner && [1]], [1]);
    for (const template of ['{...*...*...*...*...*...*}', '{range ...*}'.repeat(50)]) {
      const evaluate = (): void => expect(() => print(template, deep)).toThrow('evaluation selects too many values');
      expect(workUnits(evaluate)).toBeLessThan(400);
    }
  });

  test('are the only exceptions that any template throws', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '?(',
      ')',
      '.',
      '..',
      '*',
      '@',
      '"',
      "'",
      '\\',
      'a',
      '0',
      ':',
      ',',
      '-',
      '==',
      '<',
      'range ',
      'end',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
        try {
          print(parts.join(''), { a: [{ a: 0 }, { a: 'a' }] });
        } catch (error) {
          expect(error).toBeInstanceOf(JsonPathError);
        }
      }),
      { seed, numRuns: 3_000 },
    );
  });
});

describe('relaxed JSONPath expressions', () => {
  test.each([
    ['', ''],
    ['a.b', '{.a.b}'],
    ['.a.b', '{.a.b}'],
    ['{a.b}', '{.a.b}'],
    ['{.a.b}', '{.a.b}'],
  ])('%j means %j', (expression, template) => {
    expect(relaxedJsonPath(expression)).toBe(template);
  });

  test('accept one pair of braces only', () => {
    expect(() => relaxedJsonPath('{.a}{.b}')).toThrow(JsonPathError);
  });
});
