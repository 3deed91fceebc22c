/** Cron schedules with the semantics of robfig/cron v3: five fields, descriptors, `@every`, time zones. */
import { DurationError, parseDuration } from '../time/duration.ts';
import { bounds, CronError, type CronField, parseCronField } from './cron-field.ts';
import { TimeZone, type WallClock } from './zoned-time.ts';

export interface CronSchedule {
  /** The first time after `after` at which it fires (ms since 1970). Undefined if there is none within five years. */
  next(after: number): number | undefined;
}

export interface CronOptions {
  /** IANA name. Default UTC. A `TZ=` or `CRON_TZ=` in the schedule wins. */
  readonly timeZone?: string;
}

const descriptors = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

interface Fields {
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  readonly month: CronField;
  readonly dayOfWeek: CronField;
}

function zoneOf(name: string): TimeZone {
  try {
    return new TimeZone(name);
  } catch (error) {
    if (error instanceof RangeError) throw new CronError(`provided bad location ${name}: unknown time zone ${name}`);
    throw error;
  }
}

/** Whether schedules can be in this zone. */
export function isTimeZone(name: string): boolean {
  try {
    zoneOf(name);
    return true;
  } catch (error) {
    if (error instanceof CronError) return false;
    throw error;
  }
}

function parseFields(text: string): Fields {
  const parts = text.trim() === '' ? [] : text.trim().split(/\s+/);
  const [minute, hour, dayOfMonth, month, dayOfWeek] = parts;
  if (parts.length !== 5 || !minute || !hour || !dayOfMonth || !month || !dayOfWeek) {
    throw new CronError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`);
  }
  return {
    minute: parseCronField(minute, bounds.minute),
    hour: parseCronField(hour, bounds.hour),
    dayOfMonth: parseCronField(dayOfMonth, bounds.dayOfMonth),
    month: parseCronField(month, bounds.month),
    dayOfWeek: parseCronField(dayOfWeek, bounds.dayOfWeek),
  };
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const startOfSecond = (moment: number): number => Math.floor(moment / second) * second;

/** `@every 90s`: whole seconds, at least one, counted from the given time. */
function every(descriptor: string): CronSchedule {
  let interval: number;
  try {
    interval = parseDuration(descriptor.slice('@every '.length));
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    throw new CronError(`failed to parse duration ${descriptor}: ${error.message}`);
  }
  const delay = startOfSecond(Math.max(interval, second));
  return { next: (after) => startOfSecond(after) + delay };
}

/** Both day fields must match. If neither is `*`, one is enough. */
function dayMatches({ dayOfMonth, dayOfWeek }: Fields, wall: WallClock): boolean {
  const [byMonth, byWeek] = [dayOfMonth.allowed.has(wall.day), dayOfWeek.allowed.has(wall.weekday)];
  return dayOfMonth.star || dayOfWeek.star ? byMonth && byWeek : byMonth || byWeek;
}

/**
 * Advances the wall clock: months, then days, hours, minutes. If a step overflows into a greater unit, the search restarts there.
 * As upstream, an hour that the clock skips does not match on that day, and an hour that occurs twice matches twice.
 */
class Walk {
  readonly #fields: Fields;
  readonly #zone: TimeZone;
  #moment: number;
  /** Whether lower fields were set back to their first values, which is done once. */
  #reset = false;

  constructor(fields: Fields, zone: TimeZone, after: number) {
    this.#fields = fields;
    this.#zone = zone;
    this.#moment = startOfSecond(after) + second;
  }

  find(): number | undefined {
    const lastYear = this.#wall.year + 5;
    while (this.#wall.year <= lastYear) {
      if (this.#month() && this.#day() && this.#hour() && this.#minute()) return this.#moment;
    }
    return undefined;
  }

  get #wall(): WallClock {
    return this.#zone.wallClock(this.#moment);
  }

  /** Resets the lower fields, before the first step. */
  #begin(moment: (wall: WallClock) => number): void {
    if (!this.#reset) this.#moment = moment(this.#wall);
    this.#reset = true;
  }

  /** Each returns whether its field matches. False if it overflowed into the next greater unit. */
  #month(): boolean {
    while (!this.#fields.month.allowed.has(this.#wall.month)) {
      this.#begin(({ year, month }) => this.#zone.moment(year, month, 1));
      const now = this.#wall;
      this.#moment = this.#zone.moment(now.year, now.month + 1, now.day, now.hour, now.minute, now.second);
      if (this.#wall.month === 1) return false;
    }
    return true;
  }

  #day(): boolean {
    while (!dayMatches(this.#fields, this.#wall)) {
      this.#begin(({ year, month, day }) => this.#zone.moment(year, month, day));
      const now = this.#wall;
      this.#moment = this.#zone.moment(now.year, now.month, now.day + 1, now.hour, now.minute, now.second);
      // Some zones skip midnight: go back to the first hour of the day, or on to that of the next day.
      const shown = this.#wall.hour;
      if (shown !== 0) this.#moment += (shown > 12 ? 24 - shown : -shown) * hour;
      if (this.#wall.day === 1) return false;
    }
    return true;
  }

  #hour(): boolean {
    while (!this.#fields.hour.allowed.has(this.#wall.hour)) {
      this.#begin((wall) => this.#zone.moment(wall.year, wall.month, wall.day, wall.hour));
      this.#moment += hour;
      if (this.#wall.hour === 0) return false;
    }
    return true;
  }

  #minute(): boolean {
    while (!this.#fields.minute.allowed.has(this.#wall.minute)) {
      this.#begin(() => Math.floor(this.#moment / minute) * minute);
      this.#moment += minute;
      if (this.#wall.minute === 0) return false;
    }
    const past = this.#wall.second;
    if (past === 0) return true;
    this.#reset = true;
    this.#moment += minute - past * second;
    return false;
  }
}

/**
 * Parses a schedule: five fields (`0 9-17 * * mon-fri`), descriptors such as `@daily`, or `@every 1h30m`, with `TZ=Europe/Berlin `
 * before it. Throws {@link CronError} with upstream's message.
 */
export function parseCron(text: string, options: CronOptions = {}): CronSchedule {
  if (text === '') throw new CronError('empty spec string');
  const [, zoneName = options.timeZone ?? 'UTC', rest = text] = /^(?:CRON_)?TZ=(\S*) (.*)$/s.exec(text) ?? [];
  const zone = zoneOf(zoneName);
  const spec = rest === text ? text : rest.trim();
  if (spec.startsWith('@every ')) return every(spec);
  const fields = spec.startsWith('@') ? descriptors.get(spec) : spec;
  if (fields === undefined) throw new CronError(`unrecognized descriptor: ${spec}`);
  const parsed = parseFields(fields);
  return { next: (after) => new Walk(parsed, zone, after).find() };
}
