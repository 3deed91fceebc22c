/** Runs the program as a command, and reads its output. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, type Ran, run } from '../harness.ts';

/** Runs the program with these arguments and this environment. The caller sets HOME. */
export function kubets(args: readonly string[], env: NodeJS.ProcessEnv = {}, seconds = 60): Promise<Ran> {
  return run(process.execPath, [program, ...args], { env, seconds });
}

/** The output of both streams without progress lines. */
export function complaint({ stdout, stderr }: Ran): string {
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => !line.startsWith(' •'))
    .join('\n')
    .trim();
}

/** An empty home directory. */
export class Home implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'kubets-home-'));
  readonly config = join(this.directory, '.kube/config');

  get env(): NodeJS.ProcessEnv {
    return { HOME: this.directory, KUBECONFIG: '', XDG_DATA_HOME: '', KUBETS_NAME: undefined };
  }

  kubets(...args: readonly string[]): Promise<Ran> {
    return kubets(args, this.env);
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The process id that `kubets status` prints. */
export function pidIn(status: string): number {
  return Number(/running \(pid (\d+)\)/.exec(status)?.[1] ?? 0);
}

/** The registry of root's clusters. */
export const registry = '/var/lib/kubets/clusters';

/** A unique cluster name. */
let named = 0;
export function freshName(): string {
  named++;
  return `cli-${process.pid}-${named}`;
}

export const isRoot = process.getuid?.() === 0;
if (!isRoot && existsSync('/var/lib/kubets')) console.log('not root: clusters are kept below each HOME');
