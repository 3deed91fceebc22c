/** How kubets has died since it was last started by somebody: kept beside its data for `kubets status`. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '@kubets/base';
import { type Death, statusInWords } from './supervision.ts';

export interface RecordedDeath {
  /** RFC 3339. */
  readonly time: string;
  /** `signal SIGSEGV` or `exit code 1`. */
  readonly end: string;
  /** What it could not go on from, where it could still say so. */
  readonly error?: string;
}

export interface Deaths {
  /** The last ones, oldest first. */
  readonly recorded: readonly RecordedDeath[];
  readonly total: number;
  /** It died too often in a row and is not started again. */
  readonly gaveUp: boolean;
}

const mostRecorded = 10;
const longestError = 400;

const deathsFile = (dataDirectory: string): string => join(dataDirectory, 'deaths.json');
const errorFile = (dataDirectory: string): string => join(dataDirectory, 'fatal-error.json');
/** Written by Node.js when V8 gives up, as when memory is exhausted. */
const reportName = 'fatal-report.json';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Undefined for a file that is not there, or was not written to its end: a process may die while it writes. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function readDeaths(dataDirectory: string): Deaths | undefined {
  const found = readJson(deathsFile(dataDirectory));
  return isRecord(found) && Array.isArray(found.recorded) ? (found as unknown as Deaths) : undefined;
}

/** For a start that somebody asked for. */
export function forgetDeaths(dataDirectory: string): void {
  rmSync(deathsFile(dataDirectory), { force: true });
}

/**
 * Keeps what a process of this id dies of, for the one that replaces it. Synchronous, because it may be the last thing the
 * process does; without the stack, because a disk that is nearly full may have room for little.
 */
export function recordFatalError(dataDirectory: string, pid: number, error: unknown): void {
  const text = messageOf(error);
  writeFileSync(errorFile(dataDirectory), JSON.stringify({ pid, error: text.slice(0, longestError) }), { mode: 0o600 });
}

/** Has Node.js keep what V8 dies of. Without the environment, and without who is connected. */
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

/** Adds what has just happened to what is kept; returns it. */
export function recordDeath(dataDirectory: string, death: Death, gaveUp: boolean, now: number): RecordedDeath {
  const error = fatalErrorOf(dataDirectory, death.pid);
  const recorded: RecordedDeath = {
    time: new Date(now).toISOString(),
    end: statusInWords(death.status),
    ...(error === undefined ? {} : { error }),
  };
  const before = readDeaths(dataDirectory);
  const deaths: Deaths = {
    recorded: [...(before?.recorded ?? []), recorded].slice(-mostRecorded),
    total: (before?.total ?? 0) + 1,
    gaveUp,
  };
  writeFileSync(deathsFile(dataDirectory), `${JSON.stringify(deaths)}\n`, { mode: 0o600 });
  for (const path of [errorFile(dataDirectory), join(dataDirectory, reportName)]) rmSync(path, { force: true });
  return recorded;
}

/** One line: the end, and the first line of the error. */
export function deathInWords({ end, error }: RecordedDeath): string {
  return error === undefined ? end : `${end}: ${error.split('\n')[0]}`;
}
