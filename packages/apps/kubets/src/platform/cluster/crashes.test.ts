/** The record of crashes. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeCrash, forgetCrashes, readCrashes, recordCrash, recordFatalError } from './crashes.ts';

describe('crashes', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kubets-crashes-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const now = Date.UTC(2026, 0, 1);

  it('are recorded with the error of the same process only', () => {
    recordFatalError(directory, 7, new Error('first line\nsecond line'));
    const first = recordCrash(directory, { pid: 7, status: 1, count: 1 }, false, now);
    expect(describeCrash(first)).toBe('exit code 1: first line');
    recordFatalError(directory, 7, new Error('of another'));
    expect(describeCrash(recordCrash(directory, { pid: 8, status: 137, count: 2 }, true, now))).toBe('signal SIGKILL');
    expect(readCrashes(directory)).toEqual({
      recorded: [
        { time: '2026-01-01T00:00:00.000Z', end: 'exit code 1', error: 'first line\nsecond line' },
        { time: '2026-01-01T00:00:00.000Z', end: 'signal SIGKILL' },
      ],
      total: 2,
      gaveUp: true,
    });
    expect(readdirSync(directory)).toEqual(['crashes.json']);
    forgetCrashes(directory);
    expect(readCrashes(directory)).toBeUndefined();
  });

  it('take a fatal error of V8 from the report of Node.js', () => {
    const header = { processId: 7, event: 'Allocation failed - JavaScript heap out of memory' };
    writeFileSync(join(directory, 'fatal-report.json'), JSON.stringify({ header }));
    expect(describeCrash(recordCrash(directory, { pid: 7, status: 134, count: 1 }, false, now))).toBe(
      'signal SIGABRT: Allocation failed - JavaScript heap out of memory',
    );
  });

  it('are all counted, though only the last are kept, and truncated files are ignored', () => {
    writeFileSync(join(directory, 'fatal-error.json'), '{"pid":7,"err');
    for (let pid = 1; pid <= 12; pid++) recordCrash(directory, { pid, status: 139, count: pid }, false, now);
    expect(readCrashes(directory)?.recorded).toHaveLength(10);
    expect(readCrashes(directory)?.total).toBe(12);
    writeFileSync(join(directory, 'crashes.json'), '{"recorded":');
    expect(readCrashes(directory)).toBeUndefined();
  });
});
