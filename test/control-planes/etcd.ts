/** Three etcd members with TLS, one on each host. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../harness.ts';
import { freePorts } from '../storage/etcd-cluster.ts';
import { makePki } from '../storage/pki.ts';
import type { Host } from './hosts.ts';

/** Data is kept in memory: flushing to a disk is not tested here and would take most of the time. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

interface Member {
  readonly client: string;
  readonly peer: string;
}

export class TlsEtcd implements AsyncDisposable {
  readonly #hosts: readonly Host[];
  readonly #members: readonly Member[];
  readonly #directory = mkdtempSync(join(memory, 'kubets-planes-etcd-'));
  readonly #pki: ReturnType<typeof makePki>;
  readonly #children = new Map<number, ChildProcess>();
  #output = '';

  private constructor(hosts: readonly Host[], ports: readonly number[]) {
    this.#hosts = hosts;
    this.#members = hosts.map(({ address }, index) => ({
      client: `${address}:${ports[2 * index]}`,
      peer: `https://${address}:${ports[2 * index + 1]}`,
    }));
    this.#pki = makePki(
      [...new Set(['127.0.0.1', ...hosts.map(({ address }) => address)])].map((ip) => `IP:${ip}`).join(),
    );
  }

  static async start(hosts: readonly Host[]): Promise<TlsEtcd> {
    const etcd = new TlsEtcd(hosts, await freePorts(hosts.length * 2));
    for (const [index] of hosts.entries()) etcd.startMember(index);
    await etcd.leader();
    return etcd;
  }

  /** The value of `kubets up --store`. */
  get url(): string {
    const { ca, cert, key } = this.#pki.files;
    const query = new URLSearchParams({ cacert: ca, cert, key });
    return `etcd://${this.#members.map(({ client }) => client).join(',')}?${query}`;
  }

  startMember(index: number): void {
    const { client, peer } = this.#members[index] as Member;
    const { ca, cert, key } = this.#pki.files;
    const flags = {
      name: `m${index}`,
      'data-dir': join(this.#directory, `m${index}`),
      'listen-client-urls': `https://${client}`,
      'advertise-client-urls': `https://${client}`,
      'listen-peer-urls': peer,
      'initial-advertise-peer-urls': peer,
      'initial-cluster': this.#members.map((each, at) => `m${at}=${each.peer}`).join(','),
      'cert-file': cert,
      'key-file': key,
      'trusted-ca-file': ca,
      'client-cert-auth': 'true',
      'peer-cert-file': cert,
      'peer-key-file': key,
      'peer-trusted-ca-file': ca,
      'peer-client-cert-auth': 'true',
      'log-level': 'error',
      logger: 'zap',
    };
    const line = ['etcd', ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`)];
    const [program, ...args] = (this.#hosts[index] as Host).command(line);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-20_000);
      });
    this.#children.set(index, child);
  }

  get output(): string {
    return this.#output;
  }

  async kill(index: number): Promise<void> {
    const child = this.#children.get(index);
    this.#children.delete(index);
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** The member that reports itself as the leader. */
  async leader(): Promise<number> {
    const found = await eventually(async () => {
      for (const index of this.#children.keys()) {
        const status = await this.#status(index).catch(() => undefined);
        if (status?.leader !== undefined && status.leader === status.header.member_id) return { index };
      }
      return undefined;
    }, `an etcd leader ${this.#output}`);
    return found.index;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#children.keys()].map((index) => this.kill(index)));
    rmSync(this.#directory, { recursive: true, force: true });
    this.#pki.remove();
  }

  async #status(index: number): Promise<{ readonly header: { readonly member_id: string }; readonly leader?: string }> {
    const { ca, cert, key } = this.#pki.files;
    const asking = request(`https://${this.#members[index]?.client}/v3/maintenance/status`, {
      method: 'POST',
      ca: readFileSync(ca),
      cert: readFileSync(cert),
      key: readFileSync(key),
      signal: AbortSignal.timeout(2000),
    });
    asking.end('{}');
    const [answer] = await once(asking, 'response');
    let text = '';
    for await (const chunk of answer) text += chunk;
    return JSON.parse(text);
  }
}
