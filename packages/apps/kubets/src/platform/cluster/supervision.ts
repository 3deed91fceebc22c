/** The child's side of supervise.sh, the parent that restarts `kubets up` when it crashes. */
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@kubets/base';

/** How the child that this process replaces ended. */
export interface Crash {
  readonly pid: number;
  /** As in a shell: the exit code, or 128 plus the number of the signal. */
  readonly status: number;
  /** The number of crashes in a row, including this one. */
  readonly count: number;
}

export interface Supervision {
  /** The parent's process id. */
  readonly parent: number;
  /** Undefined for the first child. */
  readonly crash: Crash | undefined;
  /** The parent gives up after this child, which only reports that. */
  readonly lastOne: boolean;
}

type Environment = Record<string, string | undefined>;

function crashOf(text: string | undefined): Crash | undefined {
  const [pid, status, count] = (text ?? '').split(' ').map(Number);
  return pid && status !== undefined && count !== undefined ? { pid, status, count } : undefined;
}

/**
 * Reads what the parent passed in the environment, and removes it so that child processes do not inherit it. Undefined
 * without a parent.
 *
 * @param ppid the parent of this process. A variable that names another process was inherited, and is ignored.
 */
export function takeSupervision(environment: Environment, ppid: number): Supervision | undefined {
  const { KUBETS_PARENT: parent, KUBETS_RESTART: restart, KUBETS_GIVE_UP: givesUp } = environment;
  for (const name of ['KUBETS_PARENT', 'KUBETS_RESTART', 'KUBETS_GIVE_UP']) delete environment[name];
  if (parent !== String(ppid)) return undefined;
  return { parent: ppid, crash: crashOf(restart), lastOne: givesUp !== undefined };
}

/** `signal SIGSEGV` or `exit code 1`. */
export function describeExitStatus(status: number): string {
  const name = Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0];
  return name === undefined ? `exit code ${status}` : `signal ${name}`;
}

/** The script is beside the bundled program, and beside the directory of this source file. */
const script = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../supervise.sh' : './supervise.sh', import.meta.url),
);

/** A command line that runs the given one and restarts it when it crashes. */
export function supervised(command: readonly string[]): readonly [string, ...string[]] {
  return ['/bin/sh', script, ...command];
}

/** Tells the parent to restart this process from now on. Does nothing if the parent has exited. */
export function tellReady({ parent }: Supervision, ppid: number): void {
  if (parent === ppid) process.kill(parent, 'SIGUSR1');
}

/** A parent is killed rarely, and nothing waits for the child to notice it. An idle cluster is not woken often for it. */
const pollIntervalMs = 2000;

/** Resolves when the parent has exited. It exits before its child only if it is killed. */
export async function parentGone(parent: number, currentParent: () => number, clock: Clock): Promise<void> {
  while (currentParent() === parent) await clock.sleep(pollIntervalMs);
}
