/** Limit on the number of fields in a large message. */
import { expect, test } from 'vitest';
import { boundedReader } from './bounded-reader.ts';
import type { MessageReader } from './message-reader.ts';
import { TooManyFieldsError } from './wire.ts';

/** Field 1: strings of one character; field 2: numbers. */
function readAll(reader: MessageReader): unknown[] {
  const found: unknown[] = [];
  while (reader.at < reader.bytes.length) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) found.push(reader.string(tag));
    else reader.numbers(tag, found, reader.int64);
  }
  return found;
}

const texts = (count: number): Uint8Array =>
  Uint8Array.from({ length: count * 3 }, (_, i) => [0x0a, 1, 0x61][i % 3] as number);
const packed = (count: number): Uint8Array => Uint8Array.of(0x12, count, ...Array<number>(count).fill(5));

test('boundedReader reads a message with the maximum number of fields', () => {
  expect(readAll(boundedReader(texts(50), 50))).toHaveLength(50);
  expect(readAll(boundedReader(packed(49), 50))).toHaveLength(49);
});

test('boundedReader refuses a message with more fields', () => {
  expect(() => readAll(boundedReader(texts(51), 50))).toThrow(TooManyFieldsError);
  expect(() => readAll(boundedReader(packed(60), 50))).toThrow(TooManyFieldsError);
});

test('boundedReader does not count the fields of a message too short to exceed the limit', () => {
  expect(readAll(boundedReader(texts(16), 50))).toHaveLength(16);
});
