/**
 * A lock on a data directory. The file `owner.N` with the highest N names the owner. A process that finds this owner dead links
 * `owner.N+1`, which only one process can do, and is the owner if there is no higher file. The highest file is never deleted, so N
 * only grows and two processes cannot both succeed. A process that is killed at any point leaves nothing to clean up.
 */
import { linkSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreFailedError } from '@kubets/storage';

/** Distinguishes a process from a later one with the same id. */
interface Owner {
  readonly pid: number;
  readonly started: string;
}

/** Boot id and start time of a process on Linux; empty on other systems, or if the process does not exist. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended.
    if (fields[0] === 'Z' || fields[0] === 'X') return 'dead';
    const startTicks = fields[19] ?? '';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${startTicks}`;
  } catch {
    return '';
  }
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: a running process of another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return started === startOf(pid);
}

/** Undefined if the lock was released, or the file was removed. */
function readOwner(path: string): Owner | undefined {
  try {
    const [pid = '', started = ''] = readFileSync(path, 'utf8').split('\n');
    return /^\d{1,10}$/.test(pid) ? { pid: Number(pid), started } : undefined;
  } catch {
    return undefined;
  }
}

function generations(directory: string): readonly number[] {
  return readdirSync(directory)
    .flatMap((name) => (/^owner\.\d{1,12}$/.test(name) ? [Number(name.slice('owner.'.length))] : []))
    .sort((a, b) => a - b);
}

/** Locks the directory until disposed. Throws StoreFailedError with the id of the current owner. */
export function lockDirectory(directory: string): Disposable {
  const pathOf = (generation: number): string => join(directory, `owner.${generation}`);
  const claim = join(directory, `claim.${process.pid}`);
  writeFileSync(claim, `${process.pid}\n${startOf(process.pid)}\n`);
  try {
    for (;;) {
      const highest = generations(directory).at(-1) ?? 0;
      const owner = readOwner(pathOf(highest));
      if (owner && isAlive(owner)) {
        throw new StoreFailedError(`data directory ${directory} is in use by another kubets (pid ${owner.pid})`);
      }
      if (!linked(claim, pathOf(highest + 1))) continue;
      if (generations(directory).at(-1) === highest + 1) return ownership(pathOf, generations(directory), highest + 1);
      rmSync(pathOf(highest + 1), { force: true });
    }
  } finally {
    rmSync(claim, { force: true });
  }
}

/** False if another process was first. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function ownership(pathOf: (generation: number) => string, all: readonly number[], mine: number): Disposable {
  for (const generation of all) if (generation < mine) rmSync(pathOf(generation), { force: true });
  return {
    [Symbol.dispose]: () => truncateSync(pathOf(mine)),
  };
}
