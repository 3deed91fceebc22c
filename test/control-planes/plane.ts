/** A control plane: the built program in its own process, which tests can kill and start again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@kubets/base';
import { type Client, createClient } from '@kubets/client';
import { createHttpTransport, type HttpTransport } from '@kubets/client/platform';
import { StatusError } from '@kubets/machinery/status-error';
import { program } from '../harness.ts';
import type { Host } from './hosts.ts';

/** The time limit of a call by the client loops. */
const patience = 6_000;
/** A little more than the time limit of a server for its store: the server has reported the failure by then. */
const storePatience = 25_000;
let made = 0;

export class Plane implements AsyncDisposable {
  readonly name: string;
  readonly server: string;
  readonly #host: Host;
  readonly #port: number;
  readonly #directory = mkdtempSync(join(tmpdir(), 'kubets-plane-'));
  #child: ChildProcess | undefined;
  #transport: HttpTransport | undefined;
  #output = '';

  constructor(host: Host, port: number) {
    made++;
    this.name = `plane-${process.pid}-${made}`;
    this.#host = host;
    this.#port = port;
    this.server = `https://${host.address}:${port}`;
  }

  get output(): string {
    return this.#output;
  }

  get settingsFile(): string {
    return join(this.#directory, 'data/cluster.json');
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts the program and resolves when it reports that it is ready. */
  async up(flags: readonly string[] = []): Promise<this> {
    const kubeconfig = join(this.#directory, 'kubeconfig');
    const own = ['--name', this.name, '--data-dir', join(this.#directory, 'data'), '--port', String(this.#port)];
    const rest = ['--bind', this.#host.address, '--kubeconfig', kubeconfig, '--log-level', 'info'];
    // The process must not be restarted by a parent, and signals must reach the program itself.
    rest.push('--no-restart');
    const [command, ...args] = this.#host.command([process.execPath, program, 'up', ...own, ...rest, ...flags]);
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: this.#env });
    this.#child = child;
    const started = this.#output.length;
    await new Promise<void>((ready, failed) => {
      const hear = (chunk: Buffer): void => {
        this.#output += chunk.toString();
        if (/^Ready after/m.test(this.#output.slice(started))) ready();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      const end = (why: string) => failed(new Error(`${this.name} ${why}:\n${this.#output.slice(started)}`));
      child.on('exit', (code, signal) => end(`ended with ${code ?? signal}`));
      setTimeout(() => end('was not ready in time'), 60_000).unref();
    });
    return this;
  }

  /** The output of `kubets …` on this host, for this control plane. */
  run(...words: readonly string[]): string {
    const [command, ...args] = this.#host.command([process.execPath, program, ...words, '--name', this.name]);
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: this.#env });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** A client of the administrator, over the network. */
  get client(): Client {
    this.#transport ??= this.#connect(patience);
    return createClient(this.#transport);
  }

  /** The same, with a time limit that is long enough for the error of a server that does not reach its store. */
  async patiently<T>(ask: (client: Client) => Promise<T>): Promise<T> {
    const transport = this.#connect(storePatience);
    try {
      return await ask(createClient(transport));
    } finally {
      transport.close();
    }
  }

  /** The result of a request with this token: the status code of the error, or 200. */
  async codeFor(token: string, path: string): Promise<number> {
    const ca = readFileSync(join(this.#directory, 'data/pki/ca.crt'), 'utf8');
    const transport = createHttpTransport({ server: this.server, ca, token, clock: systemClock, timeoutMs: patience });
    try {
      await transport.request({ method: 'GET', path });
      return 200;
    } catch (error) {
      if (error instanceof StatusError) return error.code;
      throw error;
    } finally {
      transport.close();
    }
  }

  #connect(deadline: number): HttpTransport {
    const read = (file: string): string => readFileSync(join(this.#directory, 'data/pki', file), 'utf8');
    return createHttpTransport({
      server: this.server,
      ca: read('ca.crt'),
      cert: read('admin.crt'),
      key: read('admin.key'),
      clock: systemClock,
      timeoutMs: deadline,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#transport?.close();
    this.signal('SIGCONT');
    await this.end('SIGINT');
    this.run('down', '--delete', '--kubeconfig', join(this.#directory, 'kubeconfig'));
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, HOME: this.#directory };
  }
}
