/** The Go program in `crds/`, which validates with upstream's public package. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

export interface Fault {
  readonly type: string;
  readonly field: string;
  readonly message: string;
}

export interface Answer {
  readonly faults: readonly Fault[] | null;
  /** The definition or object could not be decoded, or upstream's validation panicked. */
  readonly error?: string;
  /** A valid custom resource as it would be stored, without its metadata. */
  readonly stored?: unknown;
}

export interface UpstreamProgram {
  /** Why the program could not be built, if it could not. Known when tests run. */
  readonly missing: string | undefined;
  ask(questions: readonly object[]): readonly Answer[];
}

/** Builds the program before the tests of the calling file, and removes it after them. */
export function upstreamProgram(): UpstreamProgram {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-upstream-'));
  const program = join(directory, 'crds');
  let missing: string | undefined;
  beforeAll(() => {
    const source = new URL('crds/', import.meta.url);
    const build = spawnSync('go', ['build', '-o', program, '.'], { cwd: source, encoding: 'utf8', timeout: 280_000 });
    if (build.error !== undefined) missing = `Go is not installed: ${build.error.message}`;
    else if (build.status !== 0) missing = `upstream's package cannot be built: ${build.stderr.slice(0, 500)}`;
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return {
    get missing() {
      return missing;
    },
    ask(questions) {
      const input = questions.map((each) => `${JSON.stringify(each)}\n`).join('');
      const output = execFileSync(program, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
      return output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Answer);
    },
  };
}
