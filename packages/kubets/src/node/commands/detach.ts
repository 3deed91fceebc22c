/** A cluster in a process of its own: started, listened to until it is ready, and left. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathsOf } from '../cluster/paths.ts';
import type { ClusterSettings } from '../cluster/settings.ts';
import { type Progress, print, printedProgress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';

/** Progress that also says when the cluster stands. */
export interface StartProgress extends Progress {
  ready(text: string): void;
}

/** The file descriptor on which a detached child tells its parent; the environment names it. */
const reportVariable = 'KUBETS_REPORT_FD';
const reportDescriptor = 3;

type Report = { readonly kind: 'step' | 'note' | 'ready'; readonly text: string };

/** Where progress goes: to the parent that detached us, or to the terminal. */
export function reportTo(terminal: Progress): StartProgress {
  if (process.env[reportVariable] === undefined) return { ...terminal, ready: (text) => print(text, 2) };
  const file = Number(process.env[reportVariable]);
  const tell = (report: Report): void => {
    writeSync(file, `${JSON.stringify(report)}\n`);
  };
  return {
    step: (text) => tell({ kind: 'step', text }),
    note: (text) => tell({ kind: 'note', text }),
    ready: (text) => {
      tell({ kind: 'ready', text });
      closeSync(file);
    },
  };
}

/** Starts the same command without --detach in the background; returns when that says it is ready. */
export async function detach(_flags: unknown, settings: ClusterSettings): Promise<void> {
  const log = openSync(pathsOf(settings.dataDirectory).log, 'a', 0o600);
  const [program = '', ...rest] = process.argv.slice(1);
  const child = spawn(
    process.execPath,
    [program, ...rest.filter((each) => each !== '--detach' && !each.startsWith('--install'))],
    {
      detached: true,
      stdio: ['ignore', log, log, 'pipe'],
      env: { ...process.env, [reportVariable]: String(reportDescriptor) },
    },
  );
  closeSync(log);
  const terminal = printedProgress();
  const reports = createInterface({ input: child.stdio[reportDescriptor] as Readable });
  for await (const line of reports) {
    const { kind, text }: Report = JSON.parse(line);
    if (kind === 'ready') {
      print(text, 2);
      child.unref();
      return;
    }
    terminal[kind](text);
  }
  throw new UsageError(`the cluster did not start: its last words are in ${pathsOf(settings.dataDirectory).log}`);
}
