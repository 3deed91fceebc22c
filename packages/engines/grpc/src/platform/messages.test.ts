/** Codecs generated from the facts: field names, numbers, oneofs, maps, enums. */
import { describe, expect, it } from 'vitest';
import { createCodecs, type PackageFacts } from './messages.ts';

const facts: PackageFacts = {
  name: 'test.v1',
  messages: {
    Thing: [
      { name: 'log_directory', num: 1, type: 'string' },
      { name: 'size_bytes', num: 2, type: 'int64' },
      { name: 'labels', num: 3, type: 'string', label: 'map', key: 'string' },
      { name: 'parts', num: 4, type: 'Part', label: 'repeated' },
      { name: 'state', num: 5, type: 'State' },
      { name: 'by_name', num: 6, type: 'string', oneof: 'choice' },
      { name: 'by_part', num: 7, type: 'Part', oneof: 'choice' },
    ],
    Part: [{ name: 'kind', num: 1, type: 'Kind' }],
  },
  enums: {
    State: [
      ['UNKNOWN', 0],
      ['READY', 1],
    ],
    'Part.Kind': [
      ['NONE', 0],
      ['WHEEL', 2],
    ],
  },
};

describe('createCodecs', () => {
  it('converts fields to camel case and enums to names', () => {
    const thing = createCodecs([facts], { fields: 'camelCase', enums: 'names' })('test.v1.Thing');
    const bytes = thing.encode({
      logDirectory: '/a',
      sizeBytes: 3,
      labels: { b: 'c' },
      parts: [{ kind: 'WHEEL' }],
      state: 'READY',
    });
    expect(thing.decode(bytes)).toMatchObject({
      logDirectory: '/a',
      sizeBytes: 3,
      labels: { b: 'c' },
      parts: [{ kind: 'WHEEL' }],
      state: 'READY',
    });
  });

  it('keeps field names of the wire format and enum numbers', () => {
    const thing = createCodecs([facts], { fields: 'wire', enums: 'numbers' })('test.v1.Thing');
    expect([...thing.encode({ size_bytes: 2 ** 40, state: 1 })]).toEqual([16, 128, 128, 128, 128, 128, 32, 40, 1]);
    expect(thing.decode(thing.encode({ size_bytes: 2 ** 40, state: 1 }))).toMatchObject({
      size_bytes: 2 ** 40,
      state: 1,
    });
  });

  it('sets defaults for absent fields, and null for absent branches of a oneof', () => {
    const thing = createCodecs([facts], { fields: 'wire', enums: 'numbers' })('test.v1.Thing');
    expect(thing.decode(thing.encode({ by_part: {} }))).toMatchObject({
      log_directory: '',
      size_bytes: 0,
      labels: {},
      parts: [],
      state: 0,
      by_part: { kind: 0 },
    });
  });

  it('refuses a message that the facts do not contain', () => {
    expect(() => createCodecs([facts], { fields: 'wire', enums: 'numbers' })('test.v1.Nothing')).toThrow('Nothing');
  });
});
