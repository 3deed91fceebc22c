/** Reading of protobuf's wire format: values, unknown fields, refusal of invalid input. */
import { describe, expect, it } from 'vitest';
import { MessageReader } from './message-reader.ts';
import { type Fields, maxMessageDepth, ProtobufError } from './wire.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const bytesTag = 0x0a;
const varintTag = 0x08;

function prefixed(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const length = bytes.length < 0x80 ? [bytes.length] : [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
  return Uint8Array.of(...length, ...bytes);
}

describe('MessageReader integers', () => {
  it.each<[string, number | bigint]>([
    ['00', 0],
    ['7f', 127],
    ['8001', 128],
    ['ffffffff0f', 0xffff_ffff],
    ['ffffffffffffff0f', 2 ** 53 - 1],
    ['8180808080808010', 9007199254740993n],
    ['ffffffffffffffffff01', -1],
    ['80808080808080808001', -9223372036854775808n],
  ])('reads %s as %s', (bytes, value) => {
    const reader = new MessageReader(hex(bytes));
    expect(reader.int64(varintTag)).toBe(value);
    expect(reader.at).toBe(reader.bytes.length);
  });

  it.each([
    ['ffffffffffffffffff01', -1],
    ['ffffffff0f', -1],
    ['80808080808080808001', 0],
  ])('reads the lowest 32 bits of %s as %i', (bytes, value) => {
    expect(new MessageReader(hex(bytes)).int32(varintTag)).toBe(value);
  });

  it('reads repeated integers, packed or not', () => {
    const list: unknown[] = [];
    const reader = new MessageReader(hex('05 03010203'));
    reader.numbers(varintTag, list, reader.int32);
    reader.numbers(bytesTag, list, reader.int32);
    expect(list).toEqual([5, 1, 2, 3]);
  });
});

describe('MessageReader strings', () => {
  it.each([
    '',
    'a',
    'x'.repeat(127),
    'x'.repeat(600),
    'é',
    '😀 and more',
    '\ufeffwith a mark',
    'nul \0',
    'ü'.repeat(400),
  ])('reads %j', (text) => {
    expect(new MessageReader(prefixed(text)).string(bytesTag)).toBe(text);
  });

  it('reads strings at any offset of a long body', () => {
    const texts = Array.from({ length: 2000 }, (_, i) => (i % 7 === 0 ? `ä${i}` : `text number ${i}`));
    const reader = new MessageReader(Uint8Array.from(texts.flatMap((text) => [...prefixed(text)])));
    expect(texts.map(() => reader.string(bytesTag))).toEqual(texts);
  });

  it('reads a map key __proto__ as a plain key', () => {
    const map: Fields = {};
    new MessageReader(hex('0e 0a095f5f70726f746f5f5f 120178')).stringEntry(bytesTag, map);
    expect(Object.entries(map)).toEqual([['__proto__', 'x']]);
  });

  it('reads map entries without key or value as empty', () => {
    const map: Fields = {};
    new MessageReader(hex('00')).stringEntry(bytesTag, map);
    expect(map).toEqual({ '': '' });
  });
});

describe('MessageReader refuses hostile bytes', () => {
  const cases: readonly (readonly [string, string, (reader: MessageReader) => unknown, string])[] = [
    ['a varint that is too long', 'ffffffffffffffffffff01', (r) => r.int64(varintTag), 'integer overflow'],
    ['a truncated varint', '80', (r) => r.int64(varintTag), 'unexpected EOF'],
    ['a truncated long varint', '8080808080808080', (r) => r.int64(varintTag), 'unexpected EOF'],
    ['a missing tag', '', (r) => r.tag(), 'unexpected EOF'],
    ['a tag of more than 32 bits', 'ffffffff1f', (r) => r.tag(), 'integer overflow'],
    ['a string longer than the body', '0541', (r) => r.string(bytesTag), 'unexpected EOF'],
    ['a length of 4 GB', 'ffffffff0f41', (r) => r.string(bytesTag), 'unexpected EOF'],
    ['a negative length', 'ffffffffffffffffff0141', (r) => r.string(bytesTag), 'integer overflow'],
    ['a length of 2^63 - 1', 'ffffffffffffffff7f41', (r) => r.string(bytesTag), 'integer overflow'],
    ['a string that is not valid UTF-8', '02c328', (r) => r.string(bytesTag), 'string field contains invalid UTF-8'],
    ['a number in a string field', '02c328', (r) => r.string(varintTag), 'wrong wireType = 0 for field 1'],
    ['a string in a number field', '01', (r) => r.bool(bytesTag), 'wrong wireType = 2 for field 1'],
    ['a truncated double', '00000000', (r) => r.double(0x09), 'unexpected EOF'],
    ['field 0', '00', (r) => r.skip(0x02), 'illegal tag 0 (wire type 2)'],
    ['the end of a group without a start', '', (r) => r.skip(0x0c), 'illegal wire type 4'],
    ['a group without an end', '0801', (r) => r.skip(0x0b), 'unexpected EOF'],
    ['wire type 7', '00', (r) => r.skip(0x0f), 'illegal wire type 7'],
  ];
  it.each(cases)('%s', (_, bytes, read, message) => {
    const attempt = (): unknown => read(new MessageReader(hex(bytes)));
    expect(attempt).toThrow(ProtobufError);
    expect(attempt).toThrow(message);
  });

  it('refuses a field that is longer than its message', () => {
    const reader = new MessageReader(hex('02 0a05 4142434445'));
    const end = reader.open(bytesTag);
    reader.string(reader.tag());
    expect(() => reader.close(end)).toThrow('unexpected EOF');
  });

  it('refuses messages that are nested too deeply', () => {
    const reader = new MessageReader(new Uint8Array(1000));
    for (let depth = 0; depth < maxMessageDepth; depth++) reader.open(bytesTag);
    expect(() => reader.open(bytesTag)).toThrow('message is nested too deeply');
  });
});

it('MessageReader skips unknown fields and nested groups', () => {
  const reader = new MessageReader(
    hex('0b 0801 13 1201ff 14 0c 15 00000000 11 0000000000000000 1203414243 20ff01 2801'),
  );
  while (reader.at < reader.bytes.length - 2) reader.skip(reader.tag());
  expect(reader.tag()).toBe(0x28);
});
