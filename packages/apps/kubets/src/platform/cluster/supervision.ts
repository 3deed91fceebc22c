/** The child's side of supervise.sh, the parent that starts `kubets up` again when it dies. */
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@kubets/base';

/** How the child that this one replaces has ended. */
export interface Death {
  readonly pid: number;
  /** As a shell has it: the exit code, or 128 and the number of the signal. */
  readonly status: number;
  /** How often in a row children have died, this time included. */
  readonly count: number;
}

export interface Supervision {
  /** The parent's process id. */
  readonly parent: number;
  /** Undefined for the first child. */
  readonly death: Death | undefined;
  /** The parent starts nothing after this child, which has only to say so. */
  readonly lastOne: boolean;
}

type Environment = Record<string, string | undefined>;

function deathOf(text: string | undefined): Death | undefined {
  const [pid, status, count] = (text ?? '').split(' ').map(Number);
  return pid && status !== undefined && count !== undefined ? { pid, status, count } : undefined;
}

/**
 * What the parent has left in the environment, which is cleared of it so that no process of ours takes it for its own.
 * Undefined without a parent.
 *
 * @param ppid this process's parent: a variable that names another was inherited from further up.
 */
export function takeSupervision(environment: Environment, ppid: number): Supervision | undefined {
  const { KUBETS_PARENT: parent, KUBETS_RESTART: restart, KUBETS_GIVE_UP: givesUp } = environment;
  for (const name of ['KUBETS_PARENT', 'KUBETS_RESTART', 'KUBETS_GIVE_UP']) delete environment[name];
  if (parent !== String(ppid)) return undefined;
  return { parent: ppid, death: deathOf(restart), lastOne: givesUp !== undefined };
}

/** `signal SIGSEGV` or `exit code 1`. */
export function statusInWords(status: number): string {
  const name = Object.entries(constants.signals).find(([, number]) => number === status - 128)?.[0];
  return name === undefined ? `exit code ${status}` : `signal ${name}`;
}

/** Stands beside the bundled program as it does beside the sources' folder. */
const script = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../supervise.sh' : './supervise.sh', import.meta.url),
);

/** A command line that runs this one and starts it again when it dies. */
export function supervised(command: readonly string[]): readonly [string, ...string[]] {
  return ['/bin/sh', script, ...command];
}

/** From now on the parent starts a process again that dies. A parent that is gone meanwhile is not told. */
export function tellReady({ parent }: Supervision, ppid: number): void {
  if (parent === ppid) process.kill(parent, 'SIGUSR1');
}

const pollMilliseconds = 500;

/** Resolves when the parent is gone: it ends before its child only when it is killed. */
export async function parentGone(parent: number, currentParent: () => number, clock: Clock): Promise<void> {
  while (currentParent() === parent) await clock.sleep(pollMilliseconds);
}
