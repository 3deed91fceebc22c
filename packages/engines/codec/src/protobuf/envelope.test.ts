/** The envelope of messages, and the frames of watch events. */
import { describe, expect, it } from 'vitest';
import { decodeProtobuf, encodeProtobuf, protobufEnvelope, protobufItemHead, protobufWatchFrame } from './envelope.ts';
import type { MessageCodec, MessageTable } from './message-table.ts';
import { type Fields, ProtobufError } from './wire.ts';

const named: MessageCodec = {
  read: (reader, end) => {
    const found: Fields = {};
    while (reader.at < end) {
      const tag = reader.tag();
      if (tag === 0x0a) found['name'] = reader.string(tag);
      else reader.skip(tag);
    }
    reader.close(end);
    return found;
  },
  write: (writer, value) => writer.string(0x0a, value['name']),
};
const table: MessageTable = { get: (type) => (type === 'test.Named' ? named : undefined) };
const find = (_: string, kind: string): string | undefined => (kind === 'Named' ? 'test.Named' : undefined);
const object = { apiVersion: 'v1', kind: 'Named', name: 'a' };
const hexOf = (...parts: readonly Uint8Array[]): string => Buffer.concat(parts).toString('hex');
const golden = '6b3873000a0b0a0276311205' + '4e616d656412030a01611a002200';

describe('protobuf envelope', () => {
  it('contains the magic number, the kind, the message and no content type', () => {
    const bytes = encodeProtobuf('test.Named', object, table);
    expect(hexOf(bytes)).toBe(golden);
    expect(decodeProtobuf(bytes, find, table)).toEqual(object);
  });

  it('can be written from several parts', () => {
    const { head, tail } = protobufEnvelope(object, 3);
    expect(hexOf(head, Uint8Array.of(0x0a, 1, 0x61), tail)).toBe(golden);
    expect(hexOf(protobufItemHead(300))).toBe('12ac02');
  });

  it('can be read from a part of a larger buffer', () => {
    const bytes = Buffer.from(`ffff${golden}ffff`, 'hex');
    expect(decodeProtobuf(bytes.subarray(2, bytes.length - 2), find, table)).toEqual(object);
  });

  it.each(['', 'k8s', '{"kind":"Pod"}'])('is not recognized in %j', (text) => {
    expect(() => decodeProtobuf(new TextEncoder().encode(text), find, table)).toThrow(ProtobufError);
  });

  it('is refused with the name of the kind if the kind is unknown', () => {
    const bytes = encodeProtobuf('test.Named', { apiVersion: 'v9', kind: 'Pod' }, table);
    expect(() => decodeProtobuf(bytes, find, table)).toThrow('no kind "Pod" is registered for version "v9"');
  });

  it('without a kind is read as the expected type', () => {
    const bytes = encodeProtobuf('test.Named', { name: 'b' } as object, table);
    expect(decodeProtobuf(bytes, find, table, 'test.Named')).toEqual({ name: 'b' });
  });
});

it('protobufWatchFrame writes the length of a watch event before it', () => {
  const frame = protobufWatchFrame('ADDED', [Uint8Array.of(1, 2), Uint8Array.of(3)]);
  expect(hexOf(frame)).toBe('0000000e' + '0a054144444544' + '1205' + '0a03010203');
});
