/** What the user sees while a cluster starts: plain words, one line a step, nothing when asked to be quiet. */
import { writeSync } from 'node:fs';

export interface Progress {
  /** A step begins. */
  step(text: string): void;
  /** Something worth knowing that is no step: a fallback, a way out. */
  note(text: string): void;
}

/** Written at once and whole, so that lines come in order even when the process ends right after. */
export function print(text: string, file = 1): void {
  try {
    writeSync(file, `${text}\n`);
  } catch (error) {
    // The reader went away (`kubets status | head -1`), or its pipe is full for now: what is shown is no part of the work.
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EPIPE' && code !== 'EAGAIN') throw error;
  }
}

export function printedProgress(): Progress {
  return {
    step: (text) => print(` • ${text}`, 2),
    note: (text) => print(`   ${text}`, 2),
  };
}
