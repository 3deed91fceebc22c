/** Types whose JSON is not the object their message is: quantities, int-or-string, durations, raw JSON, lists of texts. */
import { decodeJson, encodeJson, JsonNumberError, JsonSyntaxError } from '@kubets/machinery/json';
import { formatDuration, parseDurationNanos } from '@kubets/machinery/time';
import type { MessageReader } from './message-reader.ts';
import type { MessageCodec } from './message-table.ts';
import type { MessageWriter } from './message-writer.ts';
import { readMicroTime, readTime, writeMicroTime, writeTime } from './times.ts';
import { ProtobufError, unset } from './wire.ts';

const utf8 = new TextEncoder();
const nanosPerMillisecond = 1e6;

/** A quantity as its text. One that is not set is zero. */
function readQuantity(reader: MessageReader, end: number): string {
  let text = '0';
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) text = reader.string(tag);
    else reader.skip(tag);
  }
  reader.close(end);
  return text;
}

function writeQuantity(writer: MessageWriter, value: unknown): void {
  writer.string(0x0a, value === unset ? '0' : value);
}

function readIntOrString(reader: MessageReader, end: number): number | string {
  let isText = false;
  let number = 0;
  let text = '';
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) isText = reader.int64(tag) === 1;
    else if (tag >>> 3 === 2) number = reader.int32(tag);
    else if (tag >>> 3 === 3) text = reader.string(tag);
    else reader.skip(tag);
  }
  reader.close(end);
  return isText ? text : number;
}

function writeIntOrString(writer: MessageWriter, value: unknown): void {
  const isText = typeof value === 'string';
  writer.string(0x1a, isText ? value : '');
  writer.int(0x10, isText || value === unset ? 0 : value);
  writer.int(0x08, isText ? 1 : 0);
}

function readDuration(reader: MessageReader, end: number): string {
  let nanos: number | bigint = 0;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) nanos = reader.int64(tag);
    else reader.skip(tag);
  }
  reader.close(end);
  return formatDuration(Number(nanos) / nanosPerMillisecond);
}

function writeDuration(writer: MessageWriter, value: unknown): void {
  writer.int(0x08, value === unset ? 0 : parseDurationNanos(String(value)));
}

/** Undefined where there is nothing. */
function readJson(reader: MessageReader, end: number): unknown {
  let value: unknown;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) value = jsonOf(reader, tag);
    else reader.skip(tag);
  }
  reader.close(end);
  return value;
}

function jsonOf(reader: MessageReader, tag: number): unknown {
  const { start, end } = reader.range(tag);
  if (start === end) return undefined;
  try {
    return decodeJson(reader.bytes.subarray(start, end)).value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError || error instanceof JsonNumberError)) throw error;
    throw new ProtobufError('a raw field does not hold JSON');
  }
}

function writeJson(writer: MessageWriter, value: unknown): void {
  if (value !== unset) writer.string(0x0a, encodeJson(value));
}

/** `runtime.Unknown`, where an object holds one of any kind as JSON. */
function readUnknown(reader: MessageReader, end: number): unknown {
  let value: unknown;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 2) value = jsonOf(reader, tag);
    else reader.skip(tag);
  }
  reader.close(end);
  return value;
}

function writeUnknown(writer: MessageWriter, value: unknown): void {
  writer.string(0x22, 'application/json');
  writer.string(0x1a, '');
  writer.raw(0x12, utf8.encode(encodeJson(value)));
  writer.message(0x0a, undefined, (inner) => {
    inner.string(0x12, '');
    inner.string(0x0a, '');
  });
}

function readStrings(reader: MessageReader, end: number): string[] {
  const list: string[] = [];
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) list.push(reader.string(tag));
    else reader.skip(tag);
  }
  reader.close(end);
  return list;
}

const writeStrings = (writer: MessageWriter, value: unknown): void => writer.strings(0x0a, value);

export const quantityCodec: MessageCodec = { read: readQuantity, write: writeQuantity };
export const intOrStringCodec: MessageCodec = { read: readIntOrString, write: writeIntOrString };
export const durationCodec: MessageCodec = { read: readDuration, write: writeDuration };
export const timeCodec: MessageCodec = { read: readTime, write: writeTime };
export const microTimeCodec: MessageCodec = { read: readMicroTime, write: writeMicroTime };
export const jsonCodec: MessageCodec = { read: readJson, write: writeJson };
export const unknownCodec: MessageCodec = { read: readUnknown, write: writeUnknown };
export const stringsCodec: MessageCodec = { read: readStrings, write: writeStrings };
