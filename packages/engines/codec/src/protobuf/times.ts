/** Times on the wire: seconds since 1970 and nanoseconds, next to RFC 3339 in JSON. */
import { parseTime } from '@kubets/machinery/time';
import type { MessageReader } from './message-reader.ts';
import type { MessageWriter } from './message-writer.ts';
import { ProtobufError } from './wire.ts';

const secondsPerDay = 86_400;
/** Go's zero time, 0001-01-01T00:00:00Z: the value is not set. Nothing earlier can be written. */
const firstSecond = -62_135_596_800;
/** The first second after the year 9999. */
const endSecond = 253_402_300_800;

/** The day that was written last: most times of an object are of one day. */
let shownDay = Number.NaN;
let shownDate = '';

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

/** Whole seconds as RFC 3339 without the zone: `2026-01-02T03:04:05`. */
function show(seconds: number): string {
  const day = Math.floor(seconds / secondsPerDay);
  if (day !== shownDay) {
    shownDate = new Date(day * secondsPerDay * 1000).toISOString().slice(0, 11);
    shownDay = day;
  }
  const rest = seconds - day * secondsPerDay;
  return `${shownDate}${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
}

function readTimestamp(reader: MessageReader, end: number): { readonly seconds: number; readonly nanos: number } {
  // An empty message is the zero time.
  const empty = reader.at === end;
  let seconds = empty ? firstSecond : 0;
  let nanos = 0;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) seconds = Number(reader.int64(tag));
    else if (tag >>> 3 === 2) nanos = reader.int32(tag);
    else reader.skip(tag);
  }
  reader.close(end);
  if (seconds < firstSecond || seconds >= endSecond)
    throw new ProtobufError(`${seconds} s is not a time in the years 1 to 9999`);
  return { seconds, nanos };
}

/** `metav1.Time`, in whole seconds as Go keeps it; undefined for the zero time. */
export function readTime(reader: MessageReader, end: number): string | undefined {
  const { seconds } = readTimestamp(reader, end);
  return seconds === firstSecond ? undefined : `${show(seconds)}Z`;
}

/** `metav1.MicroTime`. */
export function readMicroTime(reader: MessageReader, end: number): string | undefined {
  const { seconds, nanos } = readTimestamp(reader, end);
  if (seconds === firstSecond && nanos === 0) return undefined;
  return `${show(seconds)}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;
}

let readDate = '';
let readDay = 0;

/** Microseconds since 1970. */
function microsOf(value: unknown): number | undefined {
  if (value === undefined || value === null || typeof value === 'object') return undefined;
  const text = String(value);
  if (/^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(text)) {
    if (!text.startsWith(readDate) || readDate === '') {
      const ms = parseTime(`${text.slice(0, 11)}00:00:00Z`);
      if (ms === undefined) throw new ProtobufError(`invalid time ${JSON.stringify(text)}`);
      readDate = text.slice(0, 11);
      readDay = ms;
    }
    const at = (index: number): number => text.charCodeAt(index) * 10 + text.charCodeAt(index + 1) - 528;
    return (readDay + (at(11) * 3600 + at(14) * 60 + at(17)) * 1000) * 1000;
  }
  const ms = parseTime(text);
  if (ms === undefined) throw new ProtobufError(`invalid time ${JSON.stringify(text)}`);
  return Math.round(ms * 1000);
}

function write(writer: MessageWriter, value: unknown, fraction: boolean): void {
  const micros = microsOf(value);
  if (micros === undefined) return;
  const seconds = Math.floor(micros / 1e6);
  if (seconds === firstSecond) return;
  writer.int(0x10, fraction ? (micros - seconds * 1e6) * 1000 : 0);
  writer.int(0x08, seconds);
}

export const writeTime = (writer: MessageWriter, value: unknown): void => write(writer, value, false);
export const writeMicroTime = (writer: MessageWriter, value: unknown): void => write(writer, value, true);
