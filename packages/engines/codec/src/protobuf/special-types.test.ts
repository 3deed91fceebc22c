/** Types whose JSON form differs from their protobuf message. */
import { describe, expect, it } from 'vitest';
import type { MessageCodec, MessageTable } from './message-table.ts';
import { readMessage, writeMessage } from './message-table.ts';
import { schemaOrArray, schemaOrBool, schemaOrStrings } from './schema-values.ts';
import {
  durationCodec,
  intOrStringCodec,
  jsonCodec,
  microTimeCodec,
  quantityCodec,
  stringsCodec,
  timeCodec,
  unknownCodec,
} from './special-types.ts';
import { ProtobufError } from './wire.ts';

/** A substitute for the generated codec of JSON schemas: one string. */
const schema: MessageCodec = {
  read: (reader, end) => {
    const found: Record<string, unknown> = {};
    while (reader.at < end) found['type'] = reader.string(reader.tag());
    reader.close(end);
    return found;
  },
  write: (writer, value) => writer.string(0x0a, value['type']),
};
const codecs: Readonly<Record<string, MessageCodec>> = {
  Time: timeCodec,
  MicroTime: microTimeCodec,
  Duration: durationCodec,
  Quantity: quantityCodec,
  IntOrString: intOrStringCodec,
  RawExtension: jsonCodec,
  Unknown: unknownCodec,
  Verbs: stringsCodec,
  OrArray: schemaOrArray(schema.read, schema.write),
  OrBool: schemaOrBool(schema.read, schema.write),
  OrStrings: schemaOrStrings(schema.read, schema.write),
};
const table: MessageTable = { get: (type) => codecs[type] };
const hexOf = (type: string, value: unknown): string => Buffer.from(writeMessage(type, value, table)).toString('hex');
const read = (type: string, hex: string): unknown => readMessage(type, Uint8Array.from(Buffer.from(hex, 'hex')), table);

describe('encoding and decoding', () => {
  it.each<[string, unknown]>([
    ['Time', '2026-01-02T03:04:05Z'],
    ['Time', '1969-12-31T23:59:59Z'],
    ['Time', '0001-01-01T00:00:01Z'],
    ['Time', '9999-12-31T23:59:59Z'],
    ['Time', '2024-02-29T00:00:00Z'],
    ['MicroTime', '2026-01-02T03:04:05.000678Z'],
    ['MicroTime', '1960-01-02T03:04:05.999999Z'],
    ['Duration', '1h2m3.5s'],
    ['Duration', '-1ns'],
    ['Quantity', '100m'],
    ['IntOrString', 80],
    ['IntOrString', -1],
    ['IntOrString', 0],
    ['IntOrString', '25%'],
    ['IntOrString', ''],
    ['RawExtension', { 'f:spec': { 'f:replicas': {} } }],
    ['RawExtension', { most: 9223372036854775807n, list: [null, 'ü'] }],
    ['RawExtension', {}],
    ['RawExtension', 0],
    ['Unknown', { kind: 'Pod' }],
    ['Verbs', ['get', 'list']],
    ['OrArray', { type: 'string' }],
    ['OrArray', [{ type: 'string' }, { type: 'integer' }]],
    ['OrArray', []],
    ['OrBool', true],
    ['OrBool', false],
    ['OrBool', { type: 'string' }],
    ['OrStrings', ['a']],
    ['OrStrings', { type: 'string' }],
  ])('preserves %s %o', (type, value) => {
    expect(readMessage(type, writeMessage(type, value, table), table)).toEqual(value);
  });
});

describe('decoding of an empty field', () => {
  it.each([
    ['Time', '', undefined],
    ['MicroTime', '', undefined],
    ['RawExtension', '', undefined],
    ['Verbs', '', []],
    ['Duration', '0800', '0s'],
    ['Quantity', '0a0130', '0'],
    ['IntOrString', '080010001a00', 0],
  ])('%s %j', (type, hex, value) => {
    expect(hexOf(type, undefined)).toBe(hex);
    expect(hexOf(type, null)).toBe(hex);
    expect(read(type, hex)).toEqual(value);
  });

  it("returns Go's zero time for an empty Time", () => {
    expect(hexOf('Time', '0001-01-01T00:00:00Z')).toBe('');
    expect(read('Time', '08 8092b8c398feffffff01 1000'.replaceAll(' ', ''))).toBeUndefined();
  });
});

describe('Time', () => {
  it('is written in UTC and in whole seconds', () => {
    expect(hexOf('Time', '2026-01-02T05:04:05.75+02:00')).toBe(hexOf('Time', '2026-01-02T03:04:05Z'));
  });

  it('MicroTime without a fraction is written with microsecond 0', () => {
    expect(read('MicroTime', hexOf('MicroTime', '2026-01-02T03:04:05Z'))).toBe('2026-01-02T03:04:05.000000Z');
  });

  it.each(['yesterday', '2026-02-30T00:00:00Z', '2026-01-02T24:00:00Z', '2026-01-02'])('refuses %s', (text) => {
    expect(() => hexOf('Time', text)).toThrow(ProtobufError);
  });

  it('refuses years after 9999, which have no text form', () => {
    expect(() => read('Time', '08ffffffffffffffff7f1000')).toThrow(ProtobufError);
  });
});

describe('RawExtension', () => {
  it('contains JSON, and refuses anything else', () => {
    expect(() => read('RawExtension', '0a017b')).toThrow('a raw field does not hold JSON');
  });
});
