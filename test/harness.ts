/** A cluster for tests: the built program in its own process, with kubectl and helm. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { toolsDirectory } from '../scripts/test-tools.ts';

const root = resolve(import.meta.dirname, '..');
/** The build under test: that of this checkout, unless the environment names another. */
export const program = process.env.KUBETS_PROGRAM ?? join(root, 'packages/apps/kubets/dist/kubets.mjs');
/** The command as it is installed: it starts the program by the first Node.js in PATH, under a parent that restarts it. */
export const command = join(dirname(program), 'kubets');

/** Whether a process is running. A zombie is not. */
export function lives(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !'ZX'.includes(stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3));
  } catch {
    return false;
  }
}

/** Why containers cannot run here. Undefined if they can. */
export function whyNoContainers(): string | undefined {
  if (process.platform !== 'linux') return 'this is not Linux';
  if (process.getuid?.() !== 0) return 'this is not root';
  const check = spawnSync('sh', [join(root, 'packages/apps/kubets/src/platform/host/install-host.sh'), '--check'], {
    encoding: 'utf8',
  });
  return check.status === 0 ? undefined : `missing: ${check.stdout.trim()}`;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program until it ends. Never rejects: the exit code is part of the result. */
export function run(
  command: string,
  args: readonly string[],
  options: {
    readonly input?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly seconds?: number;
    readonly cwd?: string;
  } = {},
): Promise<Ran> {
  return new Promise((done) => {
    const child = execFile(
      command,
      args,
      {
        env: { ...process.env, ...options.env },
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        timeout: (options.seconds ?? 120) * 1000,
        maxBuffer: 256 * 1024 * 1024,
        encoding: 'utf8',
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 124;
        done({ code, stdout, stderr });
      },
    );
    if (options.input !== undefined) child.stdin?.write(options.input);
    child.stdin?.end();
  });
}

export interface ClusterOptions {
  /** Flags of `kubets up` besides --name, --data-dir, --port and --kubeconfig. */
  readonly flags?: readonly string[];
  readonly port?: number;
  /** Another program than the built one, such as the sources' main.ts. It runs without a parent that restarts it. */
  readonly program?: string;
}

/** Like process.kill, but refuses 0, which is the process group of this test. A negative id is another group. */
export function sendSignal(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined || !(Math.abs(pid) > 1)) throw new Error(`there is no process ${pid} to send ${signal} to`);
  process.kill(pid, signal);
}

let made = 0;

export class Cluster implements AsyncDisposable {
  readonly name: string;
  readonly directory: string;
  readonly port: number;
  readonly kubeconfig: string;
  readonly #flags: readonly string[];
  readonly #program: string | undefined;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(options: ClusterOptions = {}) {
    made++;
    this.name = `test-${process.pid}-${made}`;
    this.directory = mkdtempSync(join(tmpdir(), 'kubets-e2e-'));
    // Test files that run concurrently have separate port ranges.
    const range = 20_000 + (Number(process.env.VITEST_POOL_ID ?? 0) % 4) * 5000;
    this.port = options.port ?? range + ((process.pid * 7 + made * 131) % 5000);
    this.kubeconfig = join(this.directory, 'kubeconfig');
    this.#flags = options.flags ?? [];
    this.#program = options.program;
  }

  get env(): NodeJS.ProcessEnv {
    return { KUBECONFIG: this.kubeconfig, HOME: this.directory };
  }

  /** The output of all starts of the program. */
  get output(): string {
    return this.#output;
  }

  /** Starts the program and resolves when it reports that it is ready. */
  async up(more: readonly string[] = []): Promise<this> {
    const args = ['up', '--name', this.name, '--data-dir', join(this.directory, 'data'), '--port', String(this.port)];
    const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
    const started = this.#program === undefined ? [command] : [process.execPath, this.#program];
    const flags = this.#program === undefined ? this.#flags : ['--no-restart', ...this.#flags];
    const [file = '', ...words] = [...started, ...args, '--kubeconfig', this.kubeconfig, ...flags, ...more];
    const child = spawn(file, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.env, PATH: path },
    });
    this.#child = child;
    await new Promise<void>((ready, failed) => {
      const hear = (chunk: Buffer): void => {
        this.#output += chunk.toString();
        if (/^Ready after/m.test(this.#output)) ready();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.on('error', failed);
      child.on('exit', (code, signal) => failed(new Error(`kubets ended with ${code ?? signal}:\n${this.#output}`)));
      const late = setTimeout(() => failed(new Error(`kubets was not ready in time:\n${this.#output}`)), 120_000);
      late.unref();
    });
    return this;
  }

  /** The process id of the program. 0 if it does not run. */
  get pid(): number {
    const file = join(this.directory, 'data/kubets.pid');
    const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) : 0;
    return lives(pid) ? pid : 0;
  }

  /** The parent process, which restarts the program. */
  get parent(): ChildProcess | undefined {
    return this.#child;
  }

  /** Sends a signal to the parent, which passes it on, and waits until both processes have ended. SIGKILL is sent to both. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolved) => child.once('exit', resolved));
    const { pid } = this;
    child.kill(signal);
    await gone;
    if (signal === 'SIGKILL' && pid !== 0) {
      sendSignal(pid, 'SIGKILL');
      await eventually(() => !lives(pid) || undefined, 'the end of the program');
    }
    this.#output = '';
  }

  run(
    command: string,
    args: readonly string[],
    options: { readonly input?: string; readonly seconds?: number } = {},
  ): Promise<Ran> {
    return run(command, args, { ...options, env: this.env });
  }

  /** Runs kubectl and returns its output. Rejects with its error output if it fails. */
  async kubectl(...args: readonly string[]): Promise<string> {
    return this.#must(join(toolsDirectory, 'kubectl'), args);
  }

  async kubectlWith(input: string, ...args: readonly string[]): Promise<string> {
    return this.#must(join(toolsDirectory, 'kubectl'), args, input);
  }

  async helm(...args: readonly string[]): Promise<string> {
    return this.#must(join(toolsDirectory, 'helm'), args);
  }

  /** Like kubectl, but returns the output and the exit code instead of rejecting. */
  tryKubectl(args: readonly string[], input?: string): Promise<Ran> {
    return this.run(join(toolsDirectory, 'kubectl'), args, input === undefined ? {} : { input });
  }

  async kubets(...args: readonly string[]): Promise<string> {
    return this.#must(process.execPath, [this.#program ?? program, ...args, '--name', this.name]);
  }

  async json<T>(...args: readonly string[]): Promise<T> {
    return JSON.parse(await this.kubectl(...args, '-o', 'json'));
  }

  async #must(command: string, args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, args, input === undefined ? {} : { input });
    if (code !== 0) throw new Error(`${args.join(' ')}: exit ${code}\n${stderr}${stdout}`);
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGINT');
    const { code, stderr } = await run(
      process.execPath,
      [this.#program ?? program, 'down', '--delete', '--name', this.name, '--kubeconfig', this.kubeconfig],
      { env: this.env },
    );
    rmSync(this.directory, { recursive: true, force: true });
    if (code !== 0) throw new Error(`kubets down failed: ${stderr}`);
  }
}

/** Waits until `probe` returns a value. Rejects with its last error. */
export async function eventually<T>(
  probe: () => Promise<T | undefined> | T | undefined,
  what: string,
  seconds = 60,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    await new Promise((resolved) => setTimeout(resolved, 100));
  }
  throw new Error(`${what}: not within ${seconds} s${last === undefined ? '' : ` (${last})`}`);
}

/** The command lines of all processes that contain this text. */
function processesWith(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return line.includes(text) ? [`${pid} ${line}`] : [];
      } catch {
        // The process has ended meanwhile.
        return [];
      }
    });
}

/** Resources that this cluster has left on the machine: mounts, processes that hold namespaces, devices, rules. Empty if there are none. */
export function remains(cluster: Cluster): readonly string[] {
  const found: string[] = [];
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  found.push(...mounts.filter((line) => line.includes(cluster.directory)));
  const tables = spawnSync('nft', ['list', 'tables'], { encoding: 'utf8' }).stdout ?? '';
  found.push(...tables.split('\n').filter((line) => line.includes(cluster.name)));
  found.push(...processesWith(cluster.directory));
  const hierarchies = ['', '/memory', '/cpu', '/pids'].map((each) => `/sys/fs/cgroup${each}/kubets/${cluster.name}`);
  found.push(...hierarchies.filter((path) => existsSync(path)));
  return found;
}
