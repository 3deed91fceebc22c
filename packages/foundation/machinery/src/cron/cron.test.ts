/** Cron schedules: robfig/cron's test cases, daylight saving time, refusals; compared with croner. */
import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTimeZone, parseCron } from './parse-cron.ts';
import { formatTimeIn } from './zoned-time.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`cron: fast-check seed ${seed}`);

const nextOf = (schedule: string, after: string, timeZone?: string): string | undefined => {
  const next = parseCron(schedule, timeZone === undefined ? {} : { timeZone }).next(Date.parse(after));
  return next === undefined ? undefined : new Date(next).toISOString().replace('.000Z', 'Z');
};

describe('the next time of parseCron', () => {
  // Mostly the cases of robfig/cron's own tests.
  test.each([
    ['0/15 * * * *', '2012-07-09T14:45:00Z', '2012-07-09T15:00:00Z'],
    ['0/15 * * * *', '2012-07-09T14:59:59Z', '2012-07-09T15:00:00Z'],
    ['20-35/15 * * * *', '2012-07-09T15:45:00Z', '2012-07-09T16:20:00Z'],
    ['*/15 * * * *', '2012-07-09T23:46:00Z', '2012-07-10T00:00:00Z'],
    ['20-35/15 1/2 * * *', '2012-07-09T23:35:51Z', '2012-07-10T01:20:00Z'],
    ['0 0 9 Apr-Oct ?', '2012-07-09T23:35:00Z', '2012-08-09T00:00:00Z'],
    ['0 0 */5 Apr,Aug,Oct Mon', '2012-07-09T23:35:00Z', '2012-08-01T00:00:00Z'],
    ['0 0 */5 Oct Mon', '2012-07-09T23:35:00Z', '2012-10-01T00:00:00Z'],
    ['0 0 * Feb Mon', '2012-07-09T23:35:00Z', '2013-02-04T00:00:00Z'],
    ['0 0 * Feb Mon/2', '2012-07-09T23:35:00Z', '2013-02-01T00:00:00Z'],
    ['0 0 29 Feb ?', '2012-07-09T23:35:00Z', '2016-02-29T00:00:00Z'],
    ['0 0 30 Feb ?', '2012-07-09T23:35:00Z', undefined],
    ['0 0 31 Apr ?', '2012-07-09T23:35:00Z', undefined],
    ['0 12 13 * fri', '2026-11-01T00:00:00Z', '2026-11-06T12:00:00Z'],
    ['@hourly', '2026-11-21T10:11:12Z', '2026-11-21T11:00:00Z'],
    ['@weekly', '2026-11-21T10:11:12Z', '2026-11-22T00:00:00Z'],
    ['@yearly', '2026-11-21T10:11:12Z', '2027-01-01T00:00:00Z'],
    ['@every 1h30m', '2026-11-21T10:11:12.500Z', '2026-11-21T11:41:12Z'],
    ['@every 1ms', '2026-11-21T10:11:12Z', '2026-11-21T10:11:13Z'],
    ['TZ=Asia/Tokyo 0 9 * * *', '2026-11-21T10:00:00Z', '2026-11-22T00:00:00Z'],
    ['CRON_TZ=UTC 0 9 * * *', '2026-11-21T10:00:00Z', '2026-11-22T09:00:00Z'],
  ])('of %s after %s is %s', (schedule, after, expected) => {
    expect(nextOf(schedule, after)).toBe(expected);
  });

  test.each([
    // The clock moves from 2:00 to 3:00 on 11 March 2012 in New York.
    ['0 * * * *', '2012-03-11T01:00:00-05:00', '2012-03-11T07:00:00Z'],
    ['0 3 * * *', '2012-03-11T00:00:00-05:00', '2012-03-11T07:00:00Z'],
    ['30 2 * * *', '2012-03-11T00:00:00-05:00', '2012-03-12T06:30:00Z'],
    ['0 0 * * *', '2012-03-11T00:00:00-05:00', '2012-03-12T04:00:00Z'],
    // The clock moves from 2:00 to 1:00 on 4 November 2012.
    ['0 1 * * *', '2012-11-04T00:00:00-04:00', '2012-11-04T05:00:00Z'],
    ['0 1 * * *', '2012-11-04T01:00:00-04:00', '2012-11-04T06:00:00Z'],
    ['0 1 * * *', '2012-11-04T01:00:00-05:00', '2012-11-05T06:00:00Z'],
    ['0 2 * * *', '2012-11-04T00:00:00-04:00', '2012-11-04T07:00:00Z'],
    ['0 * * * *', '2012-11-04T01:00:00-04:00', '2012-11-04T06:00:00Z'],
  ])('in New York, %s after %s is %s', (schedule, after, expected) => {
    expect(nextOf(schedule, after, 'America/New_York')).toBe(expected);
  });

  test.each([
    // Midnight does not exist on 4 November 2018 in São Paulo.
    ['0 9 10 * *', '2018-10-17T05:00:00-04:00', '2018-11-10T11:00:00Z'],
    ['0 0 * * *', '2018-11-03T12:00:00-03:00', '2018-11-05T02:00:00Z'],
    ['0 1 * * *', '2018-11-03T12:00:00-03:00', '2018-11-04T03:00:00Z'],
  ])('in São Paulo, %s after %s is %s', (schedule, after, expected) => {
    expect(nextOf(schedule, after, 'America/Sao_Paulo')).toBe(expected);
  });
});

test.each([
  ['UTC', '2026-07-01T09:00:00Z'],
  ['', '2026-07-01T09:00:00Z'],
  ['Europe/Berlin', '2026-07-01T11:00:00+02:00'],
  ['Africa/Abidjan', '2026-07-01T09:00:00Z'],
  ['America/St_Johns', '2026-07-01T06:30:00-02:30'],
])('formatTimeIn shows the offset of %j', (zone, expected) => {
  expect(formatTimeIn(Date.parse('2026-07-01T09:00:00Z'), zone)).toBe(expected);
});

describe('parseCron refuses', () => {
  test.each([
    ['', 'empty spec string'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['0 * * * * *', 'expected exactly 5 fields, found 6: [0 * * * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['0 0 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['*/-1 * * * *', 'negative number (-1) not allowed: -1'],
    ['@unheard', 'unrecognized descriptor: @unheard'],
    ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
    ['TZ=Nowhere/Land 0 0 * * *', 'provided bad location Nowhere/Land: unknown time zone Nowhere/Land'],
    ['TZ=+05:00 0 0 * * *', 'provided bad location +05:00: unknown time zone +05:00'],
  ])('%j: %s', (schedule, message) => {
    expect(() => parseCron(schedule)).toThrow(message);
  });

  test('parseCron distinguishes time zones from other text', () => {
    expect(['UTC', 'Europe/Berlin', 'US/Eastern'].every(isTimeZone)).toBe(true);
    expect(['Moon', '+01:00', '../etc'].some(isTimeZone)).toBe(false);
  });
});

const range = (min: number, max: number): fc.Arbitrary<string> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
const field = (min: number, max: number, steps: boolean): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min, max }).map(String),
    range(min, max),
    fc.tuple(fc.integer({ min, max }), range(min, max)).map((parts) => parts.join(',')),
    ...(steps ? [fc.integer({ min: 2, max: 7 }).map((step) => `*/${step}`)] : []),
  );
const schedules = fc
  .tuple(field(0, 59, true), field(0, 23, true), field(1, 28, false), field(1, 12, true), field(0, 6, false))
  .map((fields) => fields.join(' '));
const moments = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) });

describe('the next time of parseCron properties', () => {
  test('agrees with croner in UTC', () => {
    fc.assert(
      fc.property(schedules, moments, (schedule, after) => {
        const theirs = new Cron(schedule, { timezone: 'UTC', paused: true }).nextRun(new Date(after));
        expect(parseCron(schedule).next(after)).toBe(theirs?.getTime());
      }),
      { seed, numRuns: 300 },
    );
  });

  test('agrees with croner in a time zone, away from clock changes', () => {
    const summers = fc
      .tuple(fc.integer({ min: 2020, max: 2030 }), fc.integer({ min: 0, max: 40 * 86_400_000 }))
      .map(([year, ms]) => Date.UTC(year, 5, 1) + ms);
    const minutesAndHours = fc.tuple(field(0, 59, true), field(0, 23, true)).map(([m, h]) => `${m} ${h} * * *`);
    fc.assert(
      fc.property(
        minutesAndHours,
        summers,
        fc.constantFrom('Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns'),
        (schedule, after, timeZone) => {
          const theirs = new Cron(schedule, { timezone: timeZone, paused: true }).nextRun(new Date(after));
          expect(parseCron(schedule, { timeZone }).next(after)).toBe(theirs?.getTime());
        },
      ),
      { seed, numRuns: 200 },
    );
  });

  test('returns a later whole minute, and the same one from any time in between', () => {
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca');
    fc.assert(
      fc.property(
        schedules,
        zones,
        moments,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (schedule, timeZone, after, part) => {
          const cron = parseCron(schedule, { timeZone });
          const next = cron.next(after) as number;
          fc.pre(next !== undefined);
          expect(next).toBeGreaterThan(after);
          expect(next % 60_000).toBe(0);
          const between = after + Math.floor((next - after) * part);
          // Setting the clock back can make a moment between find an earlier one that a walk from afar leapt over.
          expect(cron.next(between)).toBeLessThanOrEqual(next);
        },
      ),
      { seed, numRuns: 200 },
    );
  });
});
