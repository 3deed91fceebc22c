/** One kubets per data directory: a file that names the process, and tells a live one from the remains of a dead one. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockDirectory } from '@kubets/storage/platform';
import { UsageError } from '../usage-error.ts';

/** A process, told apart from a later one with the same number by when it started (clock ticks since boot). */
interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

function lockFile(dataDirectory: string): string {
  return join(dataDirectory, 'kubets.pid');
}

/** Names the process that starts kubets again when it dies, and so owns the data directory while none runs. */
function parentFile(dataDirectory: string): string {
  return join(dataDirectory, 'parent.pid');
}

/**
 * When a process started: field 22 of /proc/PID/stat. Undefined for one that has ended, whether or not its parent has
 * taken note of it; empty where there is no such file (another system): then the number alone must do.
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

/** The kubets that runs on this data directory now; undefined when none does. */
export function runningProcess(dataDirectory: string): number | undefined {
  return livingProcess(lockFile(dataDirectory));
}

/** The parent that starts kubets again on this data directory; undefined when there is none. */
export function runningParent(dataDirectory: string): number | undefined {
  return livingProcess(parentFile(dataDirectory));
}

/**
 * Takes the data directory for this process; of several that start at once, one.
 *
 * @param parent starts this process again when it dies; undefined when nobody does.
 */
export function takeDataDirectory(dataDirectory: string, parent?: number): Disposable {
  const otherParent = runningParent(dataDirectory);
  const other = runningProcess(dataDirectory) ?? (otherParent === parent ? undefined : otherParent);
  if (other !== undefined)
    throw new UsageError(
      `data directory ${dataDirectory} is in use by another kubets (pid ${other}): stop it with 'kubets down', or choose another with --data-dir or --name`,
    );
  const lock = lockDirectory(dataDirectory);
  const path = lockFile(dataDirectory);
  // The parent first: whoever sees this process knows who would start it again.
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
