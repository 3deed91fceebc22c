/** Wall clocks in time zones, with the arithmetic of Go's `time` package. Moments are milliseconds since 1970. */

const quarterHour = 15 * 60_000;

/** The time of a wall clock. Months are 1 to 12, weekdays 0 (Sunday) to 6. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export class TimeZone {
  readonly #format: Intl.DateTimeFormat | undefined;
  /** The last quarter of an hour and its offset. Zones change only at quarters of an hour. */
  #bucket = Number.NaN;
  #offset = 0;

  /** Throws RangeError for a name that the IANA database does not have. */
  constructor(name: string) {
    if (name === 'UTC' || name === '') return;
    // Go does not accept offsets as names.
    if (!/^[A-Za-z]/.test(name)) throw new RangeError(`unknown time zone ${name}`);
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset', hour: 'numeric' });
  }

  /** In milliseconds, positive east of Greenwich. */
  offset(moment: number): number {
    if (this.#format === undefined) return 0;
    const bucket = Math.floor(moment / quarterHour);
    if (bucket === this.#bucket) return this.#offset;
    const text = this.#format.format(moment);
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(text) ?? [];
    const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
    this.#bucket = bucket;
    this.#offset = sign === '-' ? -size : size;
    return this.#offset;
  }

  wallClock(moment: number): WallClock {
    const date = new Date(moment + this.offset(moment));
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      weekday: date.getUTCDay(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
    };
  }

  /**
   * The moment of a wall clock time. Days and months can overflow. As with `time.Date`, one of two moments is returned for a time that
   * occurs twice, and a skipped time is moved by the gap.
   */
  moment(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
    const wall = Date.UTC(year, month - 1, day, hour, minute, second);
    return wall - this.offset(wall - this.offset(wall));
  }
}

/** A moment in RFC 3339 with the offset of an IANA zone: `2026-07-01T09:00:00+02:00`, or with `Z` where the offset is zero. */
export function formatTimeIn(moment: number, zone: string): string {
  const offset = new TimeZone(zone).offset(moment);
  const local = new Date(moment + offset).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const minutes = Math.trunc(Math.abs(offset) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
