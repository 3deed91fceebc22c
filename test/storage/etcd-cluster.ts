/** Clusters of Debian's etcd with one or more members, on free ports and in memory. Tests can kill members. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../harness.ts';

export const hasEtcd = spawnSync('etcd', ['--version']).status === 0;
if (!hasEtcd) console.log('skipped: the etcd tests need the Debian package etcd-server');

/** Data is kept in memory: flushing to a disk is not tested here and would take most of the time. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Distinct unused ports. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

export interface EtcdOptions {
  readonly members?: number;
  /** Additional flags of every member. */
  readonly flags?: readonly string[];
  readonly scheme?: 'http' | 'https';
}

export class EtcdCluster implements AsyncDisposable {
  readonly endpoints: readonly string[];
  readonly #directory = mkdtempSync(join(memory, 'kubets-etcd-'));
  readonly #children = new Map<number, ChildProcess>();
  readonly #peers: readonly number[];
  readonly #options: EtcdOptions;
  #output = '';

  private constructor(ports: readonly number[], options: EtcdOptions) {
    this.#options = options;
    const half = ports.length / 2;
    this.endpoints = ports.slice(0, half).map((port) => `127.0.0.1:${port}`);
    this.#peers = ports.slice(half);
  }

  static async start(options: EtcdOptions = {}): Promise<EtcdCluster> {
    const count = options.members ?? 1;
    const cluster = new EtcdCluster(await freePorts(count * 2), options);
    for (let member = 0; member < count; member++) cluster.startMember(member);
    return cluster;
  }

  startMember(member: number): void {
    const peer = (index: number): string => `http://127.0.0.1:${this.#peers[index]}`;
    const client = `${this.#options.scheme ?? 'http'}://${this.endpoints[member]}`;
    const flags = {
      name: `m${member}`,
      'data-dir': join(this.#directory, `m${member}`),
      'listen-client-urls': client,
      'advertise-client-urls': client,
      'listen-peer-urls': peer(member),
      'initial-advertise-peer-urls': peer(member),
      'initial-cluster': this.#peers.map((_, index) => `m${index}=${peer(index)}`).join(','),
      'heartbeat-interval': this.#peers.length > 1 ? '50' : '10',
      'election-timeout': this.#peers.length > 1 ? '500' : '100',
      'log-level': 'error',
      logger: 'zap',
    };
    const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
    const child = spawn('etcd', [...args, ...(this.#options.flags ?? [])], { stdio: ['ignore', 'pipe', 'pipe'] });
    const hear = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    this.#children.set(member, child);
  }

  /** The last log lines of the members. */
  get output(): string {
    return this.#output;
  }

  async kill(member: number, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#children.get(member);
    this.#children.delete(member);
    if (child === undefined || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Cuts a member off from clients and other members, like a network partition. */
  pause(member: number): void {
    this.#children.get(member)?.kill('SIGSTOP');
  }

  resume(member: number): void {
    this.#children.get(member)?.kill('SIGCONT');
  }

  /** The leader, as reported by the gateway. */
  async leader(): Promise<number> {
    return eventually(async () => {
      for (const [index, endpoint] of this.endpoints.entries()) {
        if (!this.#children.has(index)) continue;
        const answer = await fetch(`http://${endpoint}/v3/maintenance/status`, { method: 'POST', body: '{}' });
        const { header, leader } = (await answer.json()) as { header: { member_id: string }; leader?: string };
        if (leader === header.member_id) return { index };
      }
      return undefined;
    }, 'an etcd leader').then(({ index }) => index);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#children.keys()].map((member) => this.kill(member)));
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Clusters that are started in advance, because starting one is mostly waiting. */
export class EtcdSupply implements AsyncDisposable {
  readonly #options: EtcdOptions;
  #next: Promise<EtcdCluster> | undefined;

  constructor(options: EtcdOptions = {}) {
    this.#options = options;
  }

  async take(): Promise<EtcdCluster> {
    const taken = this.#next ?? EtcdCluster.start(this.#options);
    this.#next = EtcdCluster.start(this.#options);
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#next)?.[Symbol.asyncDispose]();
    this.#next = undefined;
  }
}
