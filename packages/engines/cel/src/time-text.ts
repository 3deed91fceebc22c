/** Timestamps and durations as text, to the nanosecond. */
import { DurationError, formatTime, parseDurationNanos, parseTime } from '@kubets/machinery/time';
import { durationOf, timestampOf } from './arithmetic.ts';
import { plainDouble, quoteText } from './show.ts';
import { CelFault, type CelValue } from './values.ts';

const fraction = /[.,](\d+)(?=[Zz+-])/;
const second = 1_000_000_000n;

/** RFC 3339 with any fraction. Faults have the messages of Go's parser. */
export function readTimestamp(text: string): CelValue {
  const found = text.length > 64 ? null : fraction.exec(text);
  const whole = found === null ? text : text.replace(found[0], '');
  const ms = text.length > 64 ? undefined : parseTime(whole);
  if (ms === undefined) {
    const quoted = quoteText(text);
    return new CelFault(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`);
  }
  const nanos = BigInt((found?.[1] ?? '').slice(0, 9).padEnd(9, '0'));
  return timestampOf(BigInt(Math.round(ms / 1000)) * second + nanos);
}

/** Seconds since 1970, rounded down, and the nanoseconds beyond them. */
export function splitSeconds(nanos: bigint): readonly [seconds: bigint, rest: bigint] {
  const rest = ((nanos % second) + second) % second;
  return [(nanos - rest) / second, rest];
}

/** Go's RFC3339Nano in UTC: as many digits of a second as there are. */
export function writeTimestamp(nanos: bigint): string {
  const [seconds, rest] = splitSeconds(nanos);
  const text = formatTime(Number(seconds) * 1000);
  if (rest === 0n) return text;
  return `${text.slice(0, -1)}.${String(rest).padStart(9, '0').replace(/0+$/, '')}Z`;
}

export function readDuration(text: string): CelValue {
  try {
    return durationOf(parseDurationNanos(text));
  } catch (error) {
    if (error instanceof DurationError) return new CelFault(error.message);
    throw error;
  }
}

/** Seconds: `3600s`, `0.5s`. */
export function writeDuration(nanos: bigint): string {
  return `${plainDouble(Number(nanos / second) + Number(nanos % second) / 1e9)}s`;
}
