/** Allows one kubets process per data directory: a PID file that also tells a live process from a reused process id. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockDirectory } from '@kubets/store-lmdb/directory-lock/platform';
import { UsageError } from '../usage-error.ts';

/** A process: its id, and its start time (clock ticks since boot), because ids are reused. */
interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

function lockFile(dataDirectory: string): string {
  return join(dataDirectory, 'kubets.pid');
}

/** Names the process that restarts kubets. It owns the data directory while no kubets process runs. */
function parentFile(dataDirectory: string): string {
  return join(dataDirectory, 'parent.pid');
}

/**
 * The start time of a process: field 22 of /proc/PID/stat. Undefined for a process that has ended, including zombies. Empty
 * on systems without /proc, where only the process id is compared.
 */
function startOf(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return existsSync('/proc/self/stat') ? undefined : '';
  }
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

function alive(identity: ProcessIdentity): boolean {
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startOf(identity.pid) === identity.started;
}

function parse(text: string): ProcessIdentity | undefined {
  const match = /^(\d+) (\d*)\n$/.exec(text);
  return match ? { pid: Number(match[1]), started: match[2] ?? '' } : undefined;
}

function livingProcess(file: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const identity = parse(text);
  return identity !== undefined && alive(identity) ? identity.pid : undefined;
}

function writeIdentity(file: string, pid: number): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${pid} ${startOf(pid)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

/** The id of the kubets process that uses this data directory; undefined if there is none. */
export function runningProcess(dataDirectory: string): number | undefined {
  return livingProcess(lockFile(dataDirectory));
}

/** The id of the parent that restarts kubets on this data directory; undefined if there is none. */
export function runningParent(dataDirectory: string): number | undefined {
  return livingProcess(parentFile(dataDirectory));
}

/**
 * Locks the data directory for this process. Of several processes that start at once, one gets the lock.
 *
 * @param parent the process that restarts this one when it crashes; undefined if there is none.
 */
export function takeDataDirectory(dataDirectory: string, parent?: number): Disposable {
  const otherParent = runningParent(dataDirectory);
  const other = runningProcess(dataDirectory) ?? (otherParent === parent ? undefined : otherParent);
  if (other !== undefined)
    throw new UsageError(
      `data directory ${dataDirectory} is in use by another kubets (pid ${other}): stop it with 'kubets down', or use another --data-dir or --name`,
    );
  const lock = lockDirectory(dataDirectory);
  const path = lockFile(dataDirectory);
  // The parent first, so that a reader who finds this process also finds its parent.
  if (parent === undefined) rmSync(parentFile(dataDirectory), { force: true });
  else writeIdentity(parentFile(dataDirectory), parent);
  writeIdentity(path, process.pid);
  return {
    [Symbol.dispose]: () => {
      rmSync(path, { force: true });
      lock[Symbol.dispose]();
    },
  };
}
