/** What is kept of how kubets has died. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deathInWords, forgetDeaths, readDeaths, recordDeath, recordFatalError } from './deaths.ts';

describe('deaths', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kubets-deaths-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const now = Date.UTC(2026, 0, 1);

  it('are kept with the error that the process left, and none that another left', () => {
    recordFatalError(directory, 7, new Error('first line\nsecond line'));
    const first = recordDeath(directory, { pid: 7, status: 1, count: 1 }, false, now);
    expect(deathInWords(first)).toBe('exit code 1: first line');
    recordFatalError(directory, 7, new Error('of another'));
    expect(deathInWords(recordDeath(directory, { pid: 8, status: 137, count: 2 }, true, now))).toBe('signal SIGKILL');
    expect(readDeaths(directory)).toEqual({
      recorded: [
        { time: '2026-01-01T00:00:00.000Z', end: 'exit code 1', error: 'first line\nsecond line' },
        { time: '2026-01-01T00:00:00.000Z', end: 'signal SIGKILL' },
      ],
      total: 2,
      gaveUp: true,
    });
    expect(readdirSync(directory)).toEqual(['deaths.json']);
    forgetDeaths(directory);
    expect(readDeaths(directory)).toBeUndefined();
  });

  it("take the error from Node.js' report where V8 gave up", () => {
    const header = { processId: 7, event: 'Allocation failed - JavaScript heap out of memory' };
    writeFileSync(join(directory, 'fatal-report.json'), JSON.stringify({ header }));
    expect(deathInWords(recordDeath(directory, { pid: 7, status: 134, count: 1 }, false, now))).toBe(
      'signal SIGABRT: Allocation failed - JavaScript heap out of memory',
    );
  });

  it('are counted beyond those that are kept, and survive files that were cut short', () => {
    writeFileSync(join(directory, 'fatal-error.json'), '{"pid":7,"err');
    for (let pid = 1; pid <= 12; pid++) recordDeath(directory, { pid, status: 139, count: pid }, false, now);
    expect(readDeaths(directory)?.recorded).toHaveLength(10);
    expect(readDeaths(directory)?.total).toBe(12);
    writeFileSync(join(directory, 'deaths.json'), '{"recorded":');
    expect(readDeaths(directory)).toBeUndefined();
  });
});
