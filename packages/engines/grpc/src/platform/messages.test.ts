/** Codecs follow the facts: names, numbers, choices, maps, enums. */
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
  it('spells fields in camel case and enums by name', () => {
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

  it('spells fields as on the wire and enums by number', () => {
    const thing = createCodecs([facts], { fields: 'wire', enums: 'numbers' })('test.v1.Thing');
    expect([...thing.encode({ size_bytes: 2 ** 40, state: 1 })]).toEqual([16, 128, 128, 128, 128, 128, 32, 40, 1]);
    expect(thing.decode(thing.encode({ size_bytes: 2 ** 40, state: 1 }))).toMatchObject({
      size_bytes: 2 ** 40,
      state: 1,
    });
  });

  it('fills in what was not sent, and null for branches of a choice', () => {
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

  it('refuses a message that the facts do not have', () => {
    expect(() => createCodecs([facts], { fields: 'wire', enums: 'numbers' })('test.v1.Nothing')).toThrow('Nothing');
  });
});
