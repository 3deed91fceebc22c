/** The parts of timestamps and durations: `getFullYear()`, `getHours("Europe/Berlin")`… */
import { type Library, overload } from './functions.ts';
import { splitSeconds } from './time-text.ts';
import { type CelDuration, CelFault, type CelTimestamp, type CelValue } from './values.ts';
import { spendWork } from './work-limit.ts';

const offset = /^([+-]?)(\d\d):(\d\d)$/;
/** Time zones by name, each with a formatter. */
const zones = new Map<string, Intl.DateTimeFormat>();
const maxZones = 64;

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(zone)) return undefined;
  // Creating a formatter takes about 20 µs, and a rule can use any number of zones.
  spendWork(1_000);
  try {
    const numeric = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
    const date = { era: 'short', year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    const formatter = new Intl.DateTimeFormat('en-US', { timeZone: zone, ...date, ...numeric });
    if (zones.size >= maxZones) zones.clear();
    zones.set(zone, formatter);
    return formatter;
  } catch {
    return undefined;
  }
}

/** A date whose UTC fields are those of local time, or undefined if the zone does not exist. */
function localDate(seconds: bigint, zone: string): Date | undefined {
  const ms = Number(seconds) * 1000;
  const fixed = offset.exec(zone);
  if (fixed !== null) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    return new Date(ms + (fixed[1] === '-' ? -minutes : minutes) * 60_000);
  }
  const formatter = zone === '' ? undefined : formatterOf(zone);
  if (formatter === undefined) return undefined;
  const parts = new Map(formatter.formatToParts(ms).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name) ?? 0);
  const date = new Date(0);
  date.setUTCFullYear(parts.get('era') === 'BC' ? 1 - part('year') : part('year'), part('month') - 1, part('day'));
  date.setUTCHours(part('hour'), part('minute'), part('second'));
  return date;
}

function dayOfYear(date: Date): number {
  const first = new Date(0);
  first.setUTCFullYear(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - first.getTime()) / 86_400_000);
}

/** The name of the method, the name of its overload, and the function that computes it from a date in local time. */
const dateFields: readonly (readonly [string, string, (date: Date) => number])[] = [
  ['getFullYear', 'year', (date) => date.getUTCFullYear()],
  ['getMonth', 'month', (date) => date.getUTCMonth()],
  ['getDayOfYear', 'day_of_year', dayOfYear],
  ['getDayOfMonth', 'day_of_month', (date) => date.getUTCDate() - 1],
  ['getDate', 'day_of_month_1_based', (date) => date.getUTCDate()],
  ['getDayOfWeek', 'day_of_week', (date) => date.getUTCDay()],
  ['getHours', 'hours', (date) => date.getUTCHours()],
  ['getMinutes', 'minutes', (date) => date.getUTCMinutes()],
  ['getSeconds', 'seconds', (date) => date.getUTCSeconds()],
];

const durationUnits = new Map([
  ['getHours', ['hours', 3_600_000_000_000n]],
  ['getMinutes', ['minutes', 60_000_000_000n]],
  ['getSeconds', ['seconds', 1_000_000_000n]],
] as const);

const zoneOverload = (id: string): string =>
  id === 'seconds' ? 'timestamp_to_seconds_tz' : `timestamp_to_${id}_with_tz`;

function inZone(time: CelTimestamp, zone: string, read: (date: Date) => number): CelValue {
  const date = localDate(splitSeconds(time.nanos)[0], zone);
  return date === undefined ? new CelFault(`unknown time zone ${zone}`) : BigInt(read(date));
}

function milliseconds(time: CelTimestamp): CelValue {
  return splitSeconds(time.nanos)[1] / 1_000_000n;
}

export const timeFields: Library = {
  ...Object.fromEntries(
    dateFields.map(([name, id, read]) => {
      const utc = (time: CelTimestamp): CelValue => BigInt(read(new Date(Number(splitSeconds(time.nanos)[0]) * 1000)));
      const overloads = [
        overload(`timestamp_to_${id}`, 'timestamp.() int', utc),
        overload(zoneOverload(id), 'timestamp.(string) int', (time: CelTimestamp, zone: string) =>
          inZone(time, zone, read),
        ),
      ];
      for (const [unit, [unitId, nanos]] of durationUnits) {
        if (unit !== name) continue;
        const run = (value: CelDuration): CelValue => value.nanos / nanos;
        overloads.push(overload(`duration_to_${unitId}`, 'duration.() int', run));
      }
      return [name, overloads];
    }),
  ),
  getMilliseconds: [
    overload('timestamp_to_milliseconds', 'timestamp.() int', milliseconds),
    overload('timestamp_to_milliseconds_with_tz', 'timestamp.(string) int', (time: CelTimestamp, zone: string) =>
      localDate(0n, zone) === undefined ? new CelFault(`unknown time zone ${zone}`) : milliseconds(time),
    ),
    overload(
      'duration_to_milliseconds',
      'duration.() int',
      (value: CelDuration) => (value.nanos / 1_000_000n) % 1_000n,
    ),
  ],
};
