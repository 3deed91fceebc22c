/** Writing of protobuf's wire format, from the end to the beginning. */
import { describe, expect, it } from 'vitest';
import { MessageReader } from './message-reader.ts';
import { written } from './message-table.ts';
import { MessageWriter } from './message-writer.ts';
import { ProtobufError } from './wire.ts';

const hexOf = (write: (writer: MessageWriter) => void): string => Buffer.from(written(write)).toString('hex');

describe('MessageWriter values', () => {
  it.each<[string, (writer: MessageWriter) => void, string]>([
    ['an empty string', (w) => w.string(0x0a, undefined), '0a00'],
    ['a string', (w) => w.string(0x0a, 'ab'), '0a026162'],
    ['a field number over 15', (w) => w.string(0x8a, 'a'), '8a010161'],
    ['characters outside ASCII', (w) => w.string(0x0a, 'é'), '0a02c3a9'],
    ['half a surrogate pair as a replacement character', (w) => w.string(0x0a, '\ud800'), '0a03efbfbd'],
    ['a number in a string field', (w) => w.string(0x0a, 8), '0a0138'],
    ['strings', (w) => w.strings(0x0a, ['a', 'b']), '0a01610a0162'],
    ['true', (w) => w.bool(0x08, true), '0801'],
    ['an absent boolean', (w) => w.bool(0x08, undefined), '0800'],
    ['an absent number', (w) => w.int(0x08, null), '0800'],
    ['varints of every length', (w) => w.ints(0x08, [127, 128, 16384, 2 ** 31 - 1]), '087f0880010880800108ffffffff07'],
    ['a number over 32 bits', (w) => w.int(0x08, 2 ** 32), '088080808010'],
    ['a negative number', (w) => w.int(0x08, -1), '08ffffffffffffffffff01'],
    ['a number over 2^53', (w) => w.int(0x08, 9007199254740993n), '088180808080808010'],
    ['a double', (w) => w.double(0x09, 1.5), '09000000000000f83f'],
    ['bytes', (w) => w.base64(0x0a, 'AQID'), '0a03010203'],
    ['messages', (w) => w.messages(0x0a, [1, 2], (inner, value) => inner.int(0x08, value)), '0a0208010a020802'],
    ['a map sorted by keys', (w) => w.stringMap(0x0a, { b: '2', a: '1' }), '0a060a01611201310a060a0162120132'],
    ['a map of bytes', (w) => w.map(0x0a, { a: 'AQ==' }), '0a060a0161120101'],
  ])('writes %s', (_, write, hex) => {
    expect(hexOf(write)).toBe(hex);
  });

  it('sorts map keys by UTF-8 bytes, not by UTF-16 code units', () => {
    const keys: string[] = [];
    const bytes = written((writer) => writer.stringMap(0x0a, { '😀': '', '\uff5e': '', a: '', 'a\uff5e': '', A: '' }));
    const reader = new MessageReader(bytes);
    while (reader.at < bytes.length) {
      const map = {};
      reader.stringEntry(reader.tag(), map);
      keys.push(...Object.keys(map));
    }
    expect(keys).toEqual(['A', 'a', 'a\uff5e', '\uff5e', '😀']);
  });

  it.each([1.5, Number.NaN, 'one', {}, true])('refuses %j as an integer', (value) => {
    expect(() => written((writer) => writer.int(0x08, value))).toThrow(ProtobufError);
  });
});

describe('MessageWriter', () => {
  it('grows its buffer when needed', () => {
    const texts = Array.from({ length: 3000 }, (_, i) => `${'é'.repeat(i % 50)} ${'x'.repeat(i % 300)}`);
    const bytes = written((writer) => writer.message(0x0a, undefined, (inner) => inner.strings(0x0a, texts)));
    const reader = new MessageReader(bytes);
    const end = reader.open(reader.tag());
    const found: string[] = [];
    while (reader.at < end) found.push(reader.string(reader.tag()));
    expect(found).toEqual(texts);
  });

  it('does not reuse memory that it has returned', () => {
    const made = Array.from({ length: 5000 }, (_, i) => written((writer) => writer.int(0x08, i)));
    for (const [i, bytes] of made.entries()) {
      const reader = new MessageReader(bytes);
      expect(reader.int64(reader.tag())).toBe(i);
    }
  });

  it('starts empty after a failed message', () => {
    const writer = new MessageWriter();
    writer.string(0x0a, 'left behind');
    writer.clear();
    writer.int(0x08, 1);
    expect(Buffer.from(writer.finish()).toString('hex')).toBe('0801');
    expect(() => written((each) => each.messages(0x0a, [0, 'x'], (inner, value) => inner.int(0x08, value)))).toThrow();
    expect(hexOf((each) => each.int(0x08, 1))).toBe('0801');
  });

  it('can write a message while another one is written', () => {
    let inner = '';
    const outer = hexOf((writer) => {
      writer.int(0x08, 1);
      inner = hexOf((other) => other.int(0x10, 2));
    });
    expect([outer, inner]).toEqual(['0801', '1002']);
  });
});
