/** Timestamps, durations and ages: parsing, formatting, round trips. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';
import { humanDuration, shortHumanDuration } from './human-duration.ts';
import { formatMicroTime, formatTime, parseTime } from './timestamps.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`time: fast-check seed ${seed}`);

describe('timestamps', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-11-21T10:11:12Z', Date.UTC(2026, 10, 21, 10, 11, 12)],
    ['2026-11-21T10:11:12.5Z', Date.UTC(2026, 10, 21, 10, 11, 12, 500)],
    ['2026-11-21T10:11:12+02:00', Date.UTC(2026, 10, 21, 8, 11, 12)],
    ['2026-11-21T10:11:12-00:30', Date.UTC(2026, 10, 21, 10, 41, 12)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['1970-01-01T00:00:00.000001Z', 0.001],
    ['0001-01-01T00:00:00Z', -62135596800000],
    ['2025-02-29T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-01-01T24:00:00Z', undefined],
    ['2026-01-01T00:00:60Z', undefined],
    ['2026-01-01 00:00:00Z', undefined],
    ['2026-01-01T00:00:00', undefined],
    ['2026-01-01', undefined],
    ['', undefined],
  ])('parseTime of %j returns %s', (text, ms) => {
    expect(parseTime(text)).toBe(ms);
  });

  test('formatTime and formatMicroTime print UTC with seconds or microseconds', () => {
    expect(formatTime(1999)).toBe('1970-01-01T00:00:01Z');
    expect(formatTime(-1)).toBe('1969-12-31T23:59:59Z');
    expect(formatMicroTime(1999.25)).toBe('1970-01-01T00:00:01.999250Z');
    expect(formatMicroTime(-0.001)).toBe('1969-12-31T23:59:59.999999Z');
  });

  test('are unchanged after formatting and parsing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.nat(999), (ms, micros) => {
        const moment = ms + micros / 1000;
        expect(formatMicroTime(parseTime(formatMicroTime(moment)) as number)).toBe(formatMicroTime(moment));
        expect(parseTime(formatTime(ms))).toBe(Math.floor(ms / 1000) * 1000);
      }),
      { seed },
    );
  });
});

describe('durations', () => {
  test.each([
    ['0', 0, '0s'],
    ['5s', 5_000, '5s'],
    ['1h30m', 5_400_000, '1h30m0s'],
    ['1.5h', 5_400_000, '1h30m0s'],
    ['-1.5s', -1_500, '-1.5s'],
    ['+5s', 5_000, '5s'],
    ['.5s', 500, '500ms'],
    ['100ms', 100, '100ms'],
    ['1us', 0.001, '1µs'],
    ['1.5µs', 0.0015, '1.5µs'],
    ['7ns', 0.000007, '7ns'],
    ['24h', 86_400_000, '24h0m0s'],
    ['1m0.25s', 60_250, '1m0.25s'],
    ['10s', 10_000, '10s'],
    ['100m', 6_000_000, '1h40m0s'],
  ])('parseDuration of %s returns %d ms, formatted as %s', (text, ms, written) => {
    expect(parseDuration(text)).toBe(ms);
    expect(formatDuration(ms)).toBe(written);
  });

  test.each([
    ['', 'time: invalid duration ""'],
    ['3', 'time: missing unit in duration "3"'],
    ['-', 'time: invalid duration "-"'],
    ['s', 'time: invalid duration "s"'],
    ['.', 'time: invalid duration "."'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['1 s', 'time: unknown unit " s" in duration "1 s"'],
    ['1.2.3s', 'time: missing unit in duration "1.2.3s"'],
    ['9999999h', 'time: invalid duration "9999999h"'],
  ])('parseDuration refuses %j: %s', (text, message) => {
    expect(() => parseDuration(text)).toThrow(message);
  });

  test('are unchanged to the nanosecond after formatting and parsing', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (nanos) => {
        const ms = nanos / 1e6;
        expect(Math.round(parseDuration(formatDuration(ms)) * 1e6)).toBe(Math.round(ms * 1e6));
      }),
      { seed },
    );
  });
});

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('ages', () => {
  test.each([
    [-2 * second, '<invalid>', '<invalid>'],
    [-1.5 * second, '0s', '0s'],
    [0, '0s', '0s'],
    [119 * second, '119s', '1m'],
    [2 * minute, '2m', '2m'],
    [200 * second, '3m20s', '3m'],
    [10 * minute + 5 * second, '10m', '10m'],
    [179 * minute, '179m', '2h'],
    [3 * hour, '3h', '3h'],
    [3 * hour + 20 * minute, '3h20m', '3h'],
    [8 * hour + minute, '8h', '8h'],
    [47 * hour, '47h', '1d'],
    [2 * day, '2d', '2d'],
    [2 * day + hour, '2d1h', '2d'],
    [8 * day + hour, '8d', '8d'],
    [729 * day, '729d', '1y'],
    [730 * day, '2y', '2y'],
    [740 * day, '2y10d', '2y'],
    [8 * 365 * day + 3 * day, '8y', '8y'],
  ])('of %d ms are printed as %s, in short form as %s', (ms, human, short) => {
    expect(humanDuration(ms)).toBe(human);
    expect(shortHumanDuration(ms)).toBe(short);
  });

  test('are printed with two units at most', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e13, noNaN: true }), (ms) => {
        expect(humanDuration(ms)).toMatch(/^\d+[smhdy](\d+[smhd])?$/);
      }),
      { seed },
    );
  });
});
