/** Three hosts. Either all are this machine with different ports, or each is a network namespace on one bridge that can be cut off. */
import { execFileSync } from 'node:child_process';

export interface Host {
  readonly address: string;
  /** The command line that runs a command on this host. */
  command(line: readonly string[]): readonly [string, ...string[]];
}

export const thisHost: Host = {
  address: '127.0.0.1',
  command: (line) => line as readonly [string, ...string[]],
};

const sh = (...line: readonly [string, ...string[]]): void => {
  execFileSync(line[0], line.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** Why network namespaces are not available here. Undefined if they are. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces need root on Linux';
  try {
    sh('nft', '--version');
    sh('ip', 'netns', 'add', `kcp-probe-${process.pid}`);
    sh('ip', 'netns', 'delete', `kcp-probe-${process.pid}`);
    return undefined;
  } catch (error) {
    return `network namespaces cannot be made: ${(error as Error).message.split('\n')[0]}`;
  }
}

export class Network implements Disposable {
  readonly hosts: readonly Host[];
  readonly #tag = `kcp${process.pid % 100_000}`;
  readonly #subnet = `10.213.${process.pid % 256}`;

  constructor(count: number) {
    sh('ip', 'link', 'add', this.#tag, 'type', 'bridge');
    sh('ip', 'address', 'add', `${this.#subnet}.1/24`, 'dev', this.#tag);
    sh('ip', 'link', 'set', this.#tag, 'up');
    this.hosts = Array.from({ length: count }, (_, index) => this.#addHost(index));
  }

  /** Disconnects the host from the others. This process still reaches both sides. */
  isolate(index: number): void {
    const others = this.hosts.filter((_, other) => other !== index).map(({ address }) => address);
    const set = `{ ${others.join(', ')} }`;
    this.#in(index, 'nft', `add table ip cut`);
    for (const [hook, field] of [
      ['input', 'saddr'],
      ['output', 'daddr'],
    ] as const) {
      this.#in(index, 'nft', `add chain ip cut ${hook} { type filter hook ${hook} priority 0; }`);
      this.#in(index, 'nft', `add rule ip cut ${hook} ip ${field} ${set} drop`);
    }
  }

  heal(index: number): void {
    this.#in(index, 'nft', 'delete table ip cut');
  }

  [Symbol.dispose](): void {
    for (const [index] of this.hosts.entries()) {
      // The device is deleted explicitly: another mount namespace may still hold its network namespace.
      sh('ip', 'link', 'delete', `${this.#tag}v${index}`);
      sh('ip', 'netns', 'delete', this.#name(index));
    }
    sh('ip', 'link', 'delete', this.#tag);
  }

  #name(index: number): string {
    return `${this.#tag}-${index}`;
  }

  #in(index: number, ...line: readonly string[]): void {
    sh('ip', 'netns', 'exec', this.#name(index), ...line);
  }

  #addHost(index: number): Host {
    const name = this.#name(index);
    const address = `${this.#subnet}.${11 + index}`;
    const outer = `${this.#tag}v${index}`;
    sh('ip', 'netns', 'add', name);
    sh('ip', 'link', 'add', outer, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    sh('ip', 'link', 'set', outer, 'master', this.#tag, 'up');
    this.#in(index, 'ip', 'link', 'set', 'lo', 'up');
    this.#in(index, 'ip', 'address', 'add', `${address}/24`, 'dev', 'eth0');
    this.#in(index, 'ip', 'link', 'set', 'eth0', 'up');
    return { address, command: (line) => ['ip', 'netns', 'exec', name, ...line] };
  }
}
