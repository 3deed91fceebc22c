/** Parsing and printing of fieldsV1. */
import { describe, expect, it } from 'vitest';
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts';
import { pathTexts } from './reference.testing.ts';

const rewritten = (document: object): unknown => {
  const set = fromFieldsV1(document);
  return set && toFieldsV1(set);
};

describe('fieldsV1', () => {
  it('sorts items by their keys, in whatever order they were written', () => {
    expect(rewritten({ 'f:a': { 'k:{"port":80, "name":"b"}': { '.': {} } } })).toEqual({
      'f:a': { 'k:{"name":"b","port":80}': {} },
    });
  });

  it('prints fields first, then keyed items, values and indexes', () => {
    const document = { 'i:0': {}, 'v:10': {}, 'v:9': {}, 'k:{"p":10}': {}, 'k:{"p":9}': {}, 'f:b': {}, 'f:a': {} };
    const order = ['f:a', 'f:b', 'k:{"p":9}', 'k:{"p":10}', 'v:9', 'v:10', 'i:0'];
    expect(Object.keys(rewritten(document) as object)).toEqual(order);
  });

  it.each([
    [
      ['k:{"name":"a b"}', 'k:{"name":"a"}', 'k:{"name":"B"}', 'k:{"name":"a!"}', 'k:{"name":""}'],
      ['', 'B', 'a', 'a b', 'a!'],
    ],
    [
      ['v:"a b"', 'v:"a"', 'v:"B"', 'v:"a!"', 'v:""'],
      ['', 'B', 'a', 'a b', 'a!'],
    ],
    [
      ['v:"b"', 'v:"a\\n"', 'v:"a"', 'v:1'],
      [1, 'a', 'a\n', 'b'],
    ],
    [
      ['k:{"name":"b"}', 'k:{"name":"a","port":"1"}', 'k:{"name":"a"}'],
      ['a', 'a', 'b'],
    ],
  ])('prints the elements %j in the order %j', (elements, order) => {
    const keys = Object.keys(rewritten(Object.fromEntries(elements.map((each) => [each, {}]))) as object);
    const texts = keys.map((key) => JSON.parse(key.slice(2)) as unknown);
    expect(
      texts.map((each) => (each !== null && typeof each === 'object' && 'name' in each ? each.name : each)),
    ).toEqual(order);
  });

  it('skips elements of unknown types', () => {
    expect(rewritten({ 'f:a': {}, 'x:b': { 'f:c': {} } })).toEqual({ 'f:a': {} });
  });

  it.each([[{ a: {} }], [{ 'f:a': 1 }], [{ 'k:{': {} }], [{ 'v:': {} }], [{ 'i:x': {} }], [[]], ['f:a'], [null]])(
    'is not %j',
    (document) => {
      expect(fromFieldsV1(document)).toBeUndefined();
    },
  );

  it('escapes HTML characters in elements as Go does', () => {
    expect(rewritten({ 'v:"a<b"': {} })).toEqual({ 'v:"a\\u003cb"': {} });
  });

  it('accepts names with a meaning in JavaScript', () => {
    const document = JSON.parse('{"f:__proto__":{"f:constructor":{}}}');
    const set = fromFieldsV1(document);
    expect(set && pathTexts(set)).toEqual(['f:__proto__\u0000f:constructor']);
  });

  it('accepts the maximum depth of JSON', () => {
    let document: object = {};
    for (let depth = 0; depth < 900; depth++) document = { 'f:a': document };
    expect(rewritten(structuredClone(document))).toEqual(document);
  });
});
