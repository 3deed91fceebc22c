/** Runs upstream's kube-apiserver with an etcd of its own, and reads what it serves. */
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const startTimeoutMs = 120_000;
const pollMs = 200;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new RangeError('the port has no number');
  return address.port;
}

export class UpstreamServer implements AsyncDisposable {
  readonly #port: number;
  readonly #token: string;
  readonly #folder: string;
  readonly #processes: readonly ChildProcess[];

  private constructor(port: number, token: string, folder: string, processes: readonly ChildProcess[]) {
    this.#port = port;
    this.#token = token;
    this.#folder = folder;
    this.#processes = processes;
  }

  /** Starts the server, and waits until it is ready. `program` is the built Go program. */
  static async start(program: string, ...flags: readonly string[]): Promise<UpstreamServer> {
    const folder = mkdtempSync(join(tmpdir(), 'kubernetes-facts-'));
    const [port, etcdPort, peerPort] = [await freePort(), await freePort(), await freePort()];
    const [key, tokens, token] = [join(folder, 'sa.key'), join(folder, 'tokens.csv'), randomUUID()];
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(tokens, `${token},facts,facts,"system:masters"\n`);
    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const peerUrl = `http://127.0.0.1:${peerPort}`;
    const etcd = spawn(
      'etcd',
      [
        `--data-dir=${join(folder, 'etcd')}`,
        `--listen-client-urls=${etcdUrl}`,
        `--advertise-client-urls=${etcdUrl}`,
        `--listen-peer-urls=${peerUrl}`,
        `--initial-advertise-peer-urls=${peerUrl}`,
        `--initial-cluster=default=${peerUrl}`,
        '--unsafe-no-fsync',
      ],
      { stdio: 'ignore' },
    );
    const server = spawn(
      program,
      [
        'serve',
        `--etcd-servers=${etcdUrl}`,
        `--secure-port=${port}`,
        '--bind-address=127.0.0.1',
        `--cert-dir=${join(folder, 'certificates')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${key}`,
        `--service-account-signing-key-file=${key}`,
        `--token-auth-file=${tokens}`,
        '--authorization-mode=RBAC',
        '--service-cluster-ip-range=10.0.0.0/24',
        ...flags,
      ],
      { stdio: 'ignore' },
    );
    const started = new UpstreamServer(port, token, folder, [server, etcd]);
    await started.#ready();
    return started;
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + startTimeoutMs;
    for (;;) {
      const answer = await this.text('/readyz').catch(() => '');
      if (answer === 'ok') return;
      if (Date.now() > deadline || this.#processes.some((each) => each.exitCode !== null)) {
        await this[Symbol.asyncDispose]();
        throw new RangeError('kube-apiserver did not become ready');
      }
      await sleep(pollMs);
    }
  }

  /** The text of a response. The certificate is the server's own, and the connection does not leave the machine. */
  text(path: string, accept = 'application/json'): Promise<string> {
    const headers = { authorization: `Bearer ${this.#token}`, accept };
    const options = { host: '127.0.0.1', port: this.#port, path, headers, rejectUnauthorized: false, timeout: 30_000 };
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve(Buffer.concat(parts).toString()));
        response.on('error', reject);
      });
      sent.on('timeout', () => sent.destroy(new RangeError(`no response: ${path}`)));
      sent.on('error', reject);
      sent.end();
    });
  }

  async json<T>(path: string, accept?: string): Promise<T> {
    return JSON.parse(await this.text(path, accept)) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#processes) {
      if (each.exitCode !== null || each.signalCode !== null) continue;
      const ended = new Promise((resolve) => each.once('exit', resolve));
      each.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
