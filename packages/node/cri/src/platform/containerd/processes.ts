/** Processes of this host, as /proc shows them. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Clock } from '@kubets/base';

const splitArguments = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\0$/, '').split('\0'));

/** The arguments of a live process; empty for one that is gone or a zombie. */
export async function commandLine(pid: number): Promise<readonly string[]> {
  return splitArguments(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
}

/** Live processes whose arguments satisfy `matches`. Reads /proc synchronously, which is faster than hundreds of asynchronous reads. */
export function findProcesses(matches: (args: readonly string[]) => boolean): readonly number[] {
  const argumentsOf = (pid: number): readonly string[] => {
    try {
      return splitArguments(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    } catch {
      return [];
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => matches(argumentsOf(pid)));
}

/** Sends a signal; false when the process is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Waits until each process is gone or a zombie; false when some are left after `milliseconds`. */
export async function waitGone(clock: Clock, pids: readonly number[], milliseconds: number): Promise<boolean> {
  const end = clock.monotonic() + milliseconds;
  for (;;) {
    const alive = await Promise.all(pids.map(async (pid) => (await commandLine(pid)).length > 0));
    if (!alive.includes(true)) return true;
    if (clock.monotonic() >= end) return false;
    await clock.sleep(10);
  }
}

/** SIGTERM, and SIGKILL for those that are still there after `graceMilliseconds`. */
export async function endProcesses(clock: Clock, pids: readonly number[], graceMilliseconds: number): Promise<boolean> {
  const alive = pids.filter((pid) => signalProcess(pid, 'SIGTERM'));
  if (await waitGone(clock, alive, graceMilliseconds)) return true;
  for (const pid of alive) signalProcess(pid, 'SIGKILL');
  return waitGone(clock, alive, 5000);
}

const CAP_SYS_RESOURCE = 24n;

/** Whether this process may give others an OOM score below its own: it needs CAP_SYS_RESOURCE, which sandboxes drop. */
export async function canLowerOomScore(): Promise<boolean> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0';
  return ((BigInt(`0x${effective}`) >> CAP_SYS_RESOURCE) & 1n) === 1n;
}
