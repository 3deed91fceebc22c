/** The YAML dialect of helm 4.1.4: values as `toJson` prints them, and errors of go-yaml. All results were recorded. */
import { expect, test } from 'vitest';
import { decodeYaml } from './yaml.ts';

const values: readonly (readonly [text: string, json: string])[] = [
  [
    'a: &x {b: 1, e: 0}\nd: {e: 2, <<: *x}\nf: {<<: *x, e: 2}\n',
    '{"a": {"b": 1, "e": 0}, "d": {"b": 1, "e": 0}, "f": {"b": 1, "e": 2}}',
  ],
  [
    'a: 0x_1F\nb: 0x1FFFFFFFFFFFFFFFFF\nc: 18446744073709551615\nd: 18446744073709551616\ne: 1e999\nf: -0b11\ng: +0o17\nh: 08\ni: 0777777777777777777777777\nj: 1__0\nk: 1.5_0\nl: 9223372036854775808\nm: -0\nn: 0b\no: 1e3\nq: 123456789012\nr: 0.1e1\n',
    '{"a": 31, "b": "0x1FFFFFFFFFFFFFFFFF", "c": 18446744073709552000, "d": 18446744073709552000, "e": "1e999", "f": -3, "false": "0b", "g": 15, "h": 8, "i": 7.777777777777778e+23, "j": 10, "k": 1.5, "l": 9223372036854776000, "m": 0, "o": 1000, "q": 123456789012, "r": 1}',
  ],
  [
    'a: !!int "1"\nb: !!float 1\nc: !!str 1\nd: !foo 1\ne: !!bool yes\n',
    '{"a": 1, "b": 1, "c": "1", "d": "1", "e": true}',
  ],
  ['a:\n- b\n- c\nd: >\n  x\n  y\n\n   z\n\n  w\n', '{"a": ["b", "c"], "d": "x y\\n\\n z\\n\\nw\\n"}'],
  ['a: "x\\\n   y\n\n  z"\n', '{"a": "xy\\nz"}'],
  ['a: http://x:80\nb: {c: http://x, d:1}\n', '{"a": "http://x:80", "b": {"c": "http://x", "d:1": null}}'],
  [
    'a: 2020-01-01\nb: 2020-01-01T00:00:00Z\nc: 1:30\nd: !!timestamp 2020-01-01\n',
    '{"a": "2020-01-01", "b": "2020-01-01T00:00:00Z", "c": "1:30", "d": "2020-01-01"}',
  ],
  ["a: 'x''y'\n", '{"a": "x\'y"}'],
  ['a: {b: [c: d, e], ? f : g}\n', '{"a": {"b": [{"c": "d"}, "e"], "f": "g"}}'],
  ['a: &b\nc: *b\nd: !!str\n', '{"a": null, "c": null, "d": ""}'],
  ['a: {a, b: , c}\n', '{"a": {"a": null, "b": null, "c": null}}'],
  ['y: n\nn: y\n', '{"false": true, "true": false}'],
  [
    'a: 1e+06\nb: 1.0\nc: 100000000000000000000\nd: 1E5\n',
    '{"a": 1000000, "b": 1, "c": 100000000000000000000, "d": 100000}',
  ],
  ['a:   \n  - 1\n  -\n  - - 2\n    - 3\n  - x: 1\n    y: 2\n', '{"a": [1, null, [2, 3], {"true": 2, "x": 1}]}'],
  ['? a\n? b\n: c\n', '{"a": null, "b": "c"}'],
  ['a: [\n  b\n, c]\n', '{"a": ["b", "c"]}'],
  ['"a": 1\n"b" : 2\n', '{"a": 1, "b": 2}'],
  ['a: <<\n', '{"a": "<<"}'],
  ['<<: {a: 1}\nb: 2\n', '{"a": 1, "b": 2}'],
  ['a: !!binary aGVsbG8=\n', '{"a": "hello"}'],
  ['a: .5\nb: 5.\nc: +.5\nd: -.5\ne: ._5\nf: .e5\n', '{"a": 0.5, "b": 5, "c": 0.5, "d": -0.5, "e": "._5", "f": ".e5"}'],
  ['a: NULL\nb: Null\nc: nULL\nd: TRUE\ne: tRue\n', '{"a": null, "b": null, "c": "nULL", "d": true, "e": "tRue"}'],
  ['a: !<tag:yaml.org,2002:int> 3\n', '{"a": 3}'],
  ['a: "\\x41\\u00e9\\U0001F600\\_\\N\\e"\n', '{"a": "A\u00e9\ud83d\ude00\u00a0\u0085\\u001b"}'],
  ["a: 'x\n\n  y\n z'\n", '{"a": "x\\ny z"}'],
  ['a: b\r\nc: d\r\n', '{"a": "b", "c": "d"}'],
  ['a: x\n  y\n\n  z\nb: 1\n', '{"a": "x y\\nz", "b": 1}'],
];

const errors: readonly (readonly [text: string, message: string])[] = [
  ['a: b: c', 'yaml: mapping values are not allowed in this context'],
  ['x: 1\na:\n\t- b', 'yaml: line 3: found character that cannot start any token'],
  ['foo\nbar: 1', 'yaml: line 2: mapping values are not allowed in this context'],
  ['"abc', 'yaml: line 2: found unexpected end of stream'],
  ['x: 1\na: "\\q"', 'yaml: line 2: found unknown escape character'],
  ['a: *x', "yaml: unknown anchor 'x' referenced"],
  ['a: &a [*a]', "yaml: anchor 'a' value contains itself"],
  ['a: .inf', 'json: unsupported value: +Inf'],
  ['<<: 1', 'yaml: map merge requires map or sequence of maps as the value'],
  ['v: [A,', 'yaml: line 1: did not find expected node content'],
  ['v:\n- [A,', 'yaml: line 2: did not find expected node content'],
  ['value: -', 'yaml: block sequence entries are not allowed in this context'],
  ['a:\n  1:\nb\n  2:', "yaml: line 4: could not find expected ':'"],
  ['a: 1\n b: 2', 'yaml: line 2: mapping values are not allowed in this context'],
  ['a: [1, 2\nb: 1\n', "yaml: line 1: did not find expected ',' or ']'"],
  ['a: {x: 1\nb: 1\n', "yaml: line 1: did not find expected ',' or '}'"],
  ['a: !!int abc\n', 'yaml: cannot decode !!str `abc` as a !!int'],
  ['a: - b', 'yaml: block sequence entries are not allowed in this context'],
  ['%YAML 1.2\n---\na: 1\n', 'yaml: found incompatible YAML document'],
  ['a: \u0001b\n', 'yaml: control characters are not allowed'],
  ['a: b\nc\n', "yaml: line 3: could not find expected ':'"],
  ['a: "b" c\n', 'yaml: did not find expected key'],
  ['a:\n  b: 1\n c: 2\n', 'yaml: line 2: did not find expected key'],
  ['a: [b]]\n', 'yaml: did not find expected key'],
  ['a: @b\n', 'yaml: found character that cannot start any token'],
  ['a: |\n x\n\ty\n', 'yaml: line 3: found a tab character where an indentation space is expected'],
  ['a: |2\n x\n', 'yaml: line 1: did not find expected key'],
  ['a:\n\tb: 1\n', 'yaml: line 2: found character that cannot start any token'],
  ['a: 1 # c\nb: x#y\nc: "\\ud83d\\ude00"\n', 'yaml: line 3: found invalid Unicode character escape code'],
  ['a: ,\n', 'yaml: did not find expected node content'],
  ['a: %\n', 'yaml: found character that cannot start any token'],
  ['a: [a, , b]\n', 'yaml: did not find expected node content'],
  [': a\n', 'yaml: did not find expected key'],
  ['a: b\n: c\n', 'yaml: line 1: did not find expected key'],
  ['a: `b`\n', 'yaml: found character that cannot start any token'],
  ['a: !!binary "=="\n', 'yaml: !!binary value contains invalid base64 data'],
  ['a: "\\ug"\n', 'yaml: did not find expected hexdecimal number'],
  ['a:\n- b\n-c\n', "yaml: line 4: could not find expected ':'"],
];

test.each(values)('decodeYaml reads %j', (text, json) => {
  expect(decodeYaml(text)[0] ?? {}).toEqual(JSON.parse(json));
});

test.each(errors)('decodeYaml refuses %j', (text, message) => {
  expect(() => decodeYaml(text)).toThrow(`error converting YAML to JSON: ${message}`);
});
