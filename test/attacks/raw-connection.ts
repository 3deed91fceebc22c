/** Connections to the API server that send arbitrary bytes. HTTP libraries would correct or refuse invalid requests. */
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { Cluster } from '../harness.ts';

const field = async (cluster: Cluster, path: string): Promise<Buffer> =>
  Buffer.from(await cluster.kubectl('config', 'view', '--raw', '-o', `jsonpath={${path}}`), 'base64');

export interface ApiEntry {
  readonly ca: Buffer;
  readonly port: number;
}

export async function apiEntry(cluster: Cluster): Promise<ApiEntry> {
  return { ca: await field(cluster, '.clusters[0].cluster.certificate-authority-data'), port: cluster.port };
}

export class RawConnection {
  readonly socket: TLSSocket;
  readonly closed: Promise<unknown>;
  #received = Buffer.alloc(0);

  private constructor(socket: TLSSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      this.#received = Buffer.concat([this.#received, part]);
      socket.emit('received');
    });
  }

  static async open({ ca, port }: ApiEntry): Promise<RawConnection> {
    const socket = connect({ host: '127.0.0.1', port, ca, ALPNProtocols: ['http/1.1'] });
    await once(socket, 'secureConnect');
    return new RawConnection(socket);
  }

  get text(): string {
    return this.#received.toString('latin1');
  }

  get isOpen(): boolean {
    return !this.socket.destroyed && this.socket.readyState === 'open';
  }

  send(bytes: string | Uint8Array): this {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    return this;
  }

  /** Resolves when the received text matches. Rejects if the connection closes before. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.text)) {
      if (this.socket.destroyed) throw new Error(`the connection closed after: ${this.text}`);
      await Promise.race([once(this.socket, 'received'), this.closed]);
    }
    return this.text;
  }
}

/** Sends a request and resolves with the complete response, which ends with the connection. */
export async function rawAnswer(entry: ApiEntry, text: string): Promise<string> {
  const connection = await RawConnection.open(entry);
  connection.send(text);
  await connection.closed;
  return connection.text;
}
