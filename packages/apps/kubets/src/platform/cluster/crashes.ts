/** Records the crashes of kubets since a user last started it, in its data directory, for `kubets status`. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@kubets/base';
import { type Crash, describeExitStatus } from './supervision.ts';

export interface RecordedCrash {
  /** RFC 3339. */
  readonly time: string;
  /** `signal SIGSEGV` or `exit code 1`. */
  readonly end: string;
  /** The fatal error, if the process could record it. */
  readonly error?: string;
}

export interface Crashes {
  /** The most recent crashes, oldest first. */
  readonly recorded: readonly RecordedCrash[];
  readonly total: number;
  /** It crashed too many times in a row and is not restarted. */
  readonly gaveUp: boolean;
}

const maxRecorded = 10;
const maxErrorLength = 400;

const crashesFile = (dataDirectory: string): string => join(dataDirectory, 'crashes.json');
const errorFile = (dataDirectory: string): string => join(dataDirectory, 'fatal-error.json');
/** Written by Node.js on a fatal error of V8, for example when memory is exhausted. */
const reportName = 'fatal-report.json';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Undefined for a file that does not exist or is incomplete, because a process can crash while it writes. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function readCrashes(dataDirectory: string): Crashes | undefined {
  const found = readJson(crashesFile(dataDirectory));
  return isRecord(found) && Array.isArray(found.recorded) ? (found as unknown as Crashes) : undefined;
}

/** Called when a user starts kubets. */
export function forgetCrashes(dataDirectory: string): void {
  rmSync(crashesFile(dataDirectory), { force: true });
}

/**
 * Records the fatal error of a process for the process that replaces it. Synchronous, because the process may end right
 * after. The stack is omitted, because the disk may be nearly full.
 */
export function recordFatalError(dataDirectory: string, pid: number, error: unknown): void {
  const text = messageOf(error);
  writeFileSync(errorFile(dataDirectory), JSON.stringify({ pid, error: text.slice(0, maxErrorLength) }), {
    mode: 0o600,
  });
}

/** Makes Node.js write a report on fatal errors of V8, without the environment and without network connections. */
export function reportFatalErrors(dataDirectory: string, report: NodeJS.ProcessReport): void {
  Object.assign(report, {
    directory: dataDirectory,
    filename: reportName,
    compact: true,
    excludeNetwork: true,
    excludeEnv: true,
    reportOnFatalError: true,
  });
}

function fatalErrorOf(dataDirectory: string, pid: number): string | undefined {
  const own = readJson(errorFile(dataDirectory));
  if (isRecord(own) && own.pid === pid && typeof own.error === 'string') return own.error;
  const report = readJson(join(dataDirectory, reportName));
  const header = isRecord(report) ? report.header : undefined;
  if (isRecord(header) && header.processId === pid && typeof header.event === 'string') return header.event;
  return undefined;
}

/** Adds a crash to the record; returns the entry. */
export function recordCrash(dataDirectory: string, crash: Crash, gaveUp: boolean, now: number): RecordedCrash {
  const error = fatalErrorOf(dataDirectory, crash.pid);
  const recorded: RecordedCrash = {
    time: new Date(now).toISOString(),
    end: describeExitStatus(crash.status),
    ...(error === undefined ? {} : { error }),
  };
  const before = readCrashes(dataDirectory);
  const crashes: Crashes = {
    recorded: [...(before?.recorded ?? []), recorded].slice(-maxRecorded),
    total: (before?.total ?? 0) + 1,
    gaveUp,
  };
  writeFileSync(crashesFile(dataDirectory), `${JSON.stringify(crashes)}\n`, { mode: 0o600 });
  for (const path of [errorFile(dataDirectory), join(dataDirectory, reportName)]) rmSync(path, { force: true });
  return recorded;
}

/** One line: how the process ended, and the first line of the error. */
export function describeCrash({ end, error }: RecordedCrash): string {
  return error === undefined ? end : `${end}: ${error.split('\n')[0]}`;
}
