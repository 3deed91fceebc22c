/** JSON: Go's error messages, exact integers, duplicate keys, agreement with JSON.parse. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJson, encodeJson, strictMessages } from './json.ts';
import { JsonReader } from './json-reader.ts';

const seed = Number(process.env.SEED ?? 20261121);

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

describe("decodeJson reports syntax errors with Go's messages", () => {
  const cases: readonly (readonly [text: string, message: string])[] = [
    ['', 'unexpected end of JSON input'],
    ['{"a":}', "invalid character '}' looking for beginning of value"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['[1 2]', "invalid character '2' after array element"],
    ['[1,2', 'unexpected end of JSON input'],
    ['nul', 'unexpected end of JSON input'],
    ['nulx', "invalid character 'x' in literal null (expecting 'l')"],
    ['01', "invalid character '1' after top-level value"],
    ['-x', "invalid character 'x' in numeric literal"],
    ['1.x', "invalid character 'x' after decimal point in numeric literal"],
    ['1e+x', "invalid character 'x' in exponent of numeric literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
    ['"a\nb"', "invalid character '\\n' in string literal"],
    ["'a'", "invalid character '\\'' looking for beginning of value"],
    ['1e999', 'json: cannot unmarshal number 1e999 into Go value of type float64'],
  ];
  test.each(cases)('%j', (text, message) => {
    expect(messageOf(() => decodeJson(text))).toBe(message);
  });
});

describe('decodeJson integers', () => {
  test('are exact within int64', () => {
    const text = '{"max":9223372036854775807,"min":-9223372036854775808,"safe":9007199254740991}';
    expect(decodeJson(text).value).toEqual({
      max: 9223372036854775807n,
      min: -9223372036854775808n,
      safe: 9007199254740991,
    });
    expect(encodeJson(decodeJson(text).value)).toBe(text);
  });

  test('outside int64 are rounded to the nearest float64', () => {
    expect(decodeJson('[9223372036854775808,123456789012345678901234567890]').value).toEqual([
      2 ** 63,
      Number('123456789012345678901234567890'),
    ]);
  });

  test('in strings do not change', () => {
    expect(decodeJson('"id-12345678901234567890"').value).toBe('id-12345678901234567890');
  });
});

describe('decodeJson duplicate keys', () => {
  test('are reported with their paths, and the last value is used', () => {
    const decoded = decodeJson('{"spec":{"replicas":1,"replicas":2,"c":[{},{"n":1,"n":2,"n":3}]},"spec2":0}', {
      duplicates: true,
    });
    expect(decoded.duplicates).toEqual(['spec.replicas', 'spec.c[1].n']);
    expect(decoded.value).toEqual({ spec: { replicas: 2, c: [{}, { n: 3 }] }, spec2: 0 });
    expect(strictMessages(decoded)[0]).toBe('duplicate field "spec.replicas"');
  });

  test('are reported on request only', () => {
    expect(decodeJson('{"a":1,"a":2}')).toEqual({ value: { a: 2 }, duplicates: [] });
  });

  test('are not found inside strings', () => {
    const text = '{"a:b":"c\\":{\\\\","d":["]:["]}';
    expect(decodeJson(text, { duplicates: true })).toEqual({ value: JSON.parse(text), duplicates: [] });
  });
});

describe('decodeJson and hostile input', () => {
  test.each(['[', '{"a":', '[{"a":'])('refuses unlimited nesting: %j', (opener) => {
    const message = messageOf(() => decodeJson(opener.repeat(10_000)));
    expect(message).toMatch(/^invalid character '[[{]' exceeded max depth$/);
  });

  test('refuses well-formed JSON that is nested too deeply', () => {
    expect(messageOf(() => decodeJson('['.repeat(10_001) + ']'.repeat(10_001)))).toBe(
      "invalid character '[' exceeded max depth",
    );
    expect(messageOf(() => decodeJson('['.repeat(1000) + ']'.repeat(1000)))).toBe('no error');
  });

  test.each(['{"__proto__":{"polluted":1}}', '{"__proto__":{"polluted":9223372036854775807}}'])(
    'treats __proto__ as a plain key: %s',
    (text) => {
      const { value } = decodeJson(text);
      expect(Object.keys(value as object)).toEqual(['__proto__']);
      expect((value as { polluted?: unknown }).polluted).toBeUndefined();
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect(encodeJson(value)).toBe(text);
    },
  );

  test('replaces unpaired surrogates and invalid UTF-8', () => {
    expect(decodeJson('"\\ud800x"').value).toBe('\ufffdx');
    expect(decodeJson('"\\ud83d\\ude00"').value).toBe('😀');
    expect(decodeJson(new Uint8Array([34, 0xff, 34])).value).toBe('\ufffd');
    expect(messageOf(() => decodeJson(new Uint8Array([0xef, 0xbb, 0xbf, 49])))).toContain(
      'looking for beginning of value',
    );
  });
});

test(`decodeJson agrees with JSON.parse on valid JSON (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      expect(JSON.parse(encodeJson(new JsonReader(text, 100).read().value))).toEqual(JSON.parse(text));
      expect(decodeJson(text, { duplicates: true }).duplicates).toEqual([]);
    }),
    { seed },
  );
});

test(`decodeJson refuses what JSON.parse refuses (seed ${seed})`, () => {
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', '1', ' ', '\u0001'))
    .map(([text, at, char]) => text.slice(0, at % text.length) + char + text.slice((at % text.length) + 1));
  const accepts = (run: () => unknown): boolean =>
    /^(?:no error|json: cannot unmarshal number .*)$/.test(messageOf(run));
  fc.assert(
    fc.property(broken, (text) => {
      expect(accepts(() => new JsonReader(text, 100).read())).toBe(accepts(() => JSON.parse(text)));
    }),
    { seed, numRuns: 500 },
  );
});
