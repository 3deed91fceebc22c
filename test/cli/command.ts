/** The program run as a command that ends, and what a user reads from it. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program, type Ran, run } from '../harness.ts';

/** The program's own arguments and environment only; HOME is the caller's business. */
export function kubets(args: readonly string[], env: NodeJS.ProcessEnv = {}, seconds = 60): Promise<Ran> {
  return run(process.execPath, [program, ...args], { env, seconds });
}

/** What a user sees of both streams, without the lines that say how far the start has come. */
export function complaint({ stdout, stderr }: Ran): string {
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => !line.startsWith(' •'))
    .join('\n')
    .trim();
}

/** A home directory of its own, with no cluster in it. */
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

/** The pid that `kubets status` tells. */
export function pidIn(status: string): number {
  return Number(/running \(pid (\d+)\)/.exec(status)?.[1] ?? 0);
}

/** Where root's clusters are told apart. */
export const registry = '/var/lib/kubets/clusters';

/** A name no other test uses. */
let named = 0;
export function freshName(): string {
  named++;
  return `cli-${process.pid}-${named}`;
}

export const isRoot = process.getuid?.() === 0;
if (!isRoot && existsSync('/var/lib/kubets')) console.log('not root: clusters are kept below each HOME');
