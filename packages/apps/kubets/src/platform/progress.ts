/** The output of a command, and the progress of a cluster's start: one line per step. */
import { writeSync } from 'node:fs';

export interface Progress {
  /** A step begins. */
  step(text: string): void;
  /** A remark, such as a fallback and how to avoid it. */
  note(text: string): void;
}

/** Writes synchronously, so that lines stay in order and are not lost when the process exits. */
export function print(text: string, file = 1): void {
  try {
    writeSync(file, `${text}\n`);
  } catch (error) {
    // The reader has exited (`kubets status | head -1`) or its pipe is full. Output must not fail the command.
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
