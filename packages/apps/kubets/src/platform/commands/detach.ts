/** Starts a cluster in a background process, and reports its progress until it is ready. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathsOf } from '../cluster/paths.ts';
import { type Progress, print, printedProgress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';

/** Progress that also reports the result of the start. */
export interface StartProgress extends Progress {
  ready(text: string): void;
  failed(text: string): void;
}

/** The variable that names the file descriptor on which a detached child reports to its parent. */
const reportVariable = 'KUBETS_REPORT_FD';
const reportDescriptor = 3;

type Report = { readonly kind: 'step' | 'note' | 'ready' | 'failed'; readonly text: string };

/** Whether this process was started by --detach. */
export function isDetached(): boolean {
  return process.env[reportVariable] !== undefined;
}

/** Reports progress to the parent that detached this process, or to the terminal. */
export function reportTo(terminal: Progress): StartProgress {
  const say = (text: string): void => print(text, 2);
  if (!isDetached()) return { ...terminal, ready: say, failed: say };
  let done = false;
  const tell = (report: Report): void => {
    if (done) return;
    done = report.kind === 'ready';
    try {
      writeSync(reportDescriptor, `${JSON.stringify(report)}\n`);
    } catch (error) {
      // The parent has exited. The log has the same messages.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
  };
  return {
    step: (text) => tell({ kind: 'step', text }),
    note: (text) => tell({ kind: 'note', text }),
    ready: (text) => {
      tell({ kind: 'ready', text });
      closeSync(reportDescriptor);
    },
    failed: (text) => {
      say(text);
      tell({ kind: 'failed', text });
    },
  };
}

/** Runs this command line in the background. Returns when the cluster is ready. Sets exit code 1 when the start fails. */
export async function detach(
  dataDirectory: string,
  [command, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const { log } = pathsOf(dataDirectory);
  const file = openSync(log, 'a', 0o600);
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', file, file, 'pipe'],
    env: { ...process.env, ...environment, [reportVariable]: String(reportDescriptor) },
  });
  closeSync(file);
  // Ctrl-C reaches only this process, because the child runs in its own session.
  process.once('SIGINT', () => child.kill('SIGINT'));
  const terminal = printedProgress();
  const reports = createInterface({ input: child.stdio[reportDescriptor] as Readable });
  for await (const line of reports) {
    const { kind, text }: Report = JSON.parse(line);
    if (kind === 'step' || kind === 'note') terminal[kind](text);
    else {
      print(text, 2);
      child.unref();
      if (kind === 'failed') process.exitCode = 1;
      return;
    }
  }
  throw new UsageError(`the cluster did not start: see the end of ${log}`);
}
