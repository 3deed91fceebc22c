/** exec and attach for clients that speak WebSocket, on a runtime that speaks SPDY. */
import type { WebSocket } from 'ws';
import { channel, channelMessage, type ExecProtocol, parseChannelMessage } from '../../streaming/channels.ts';
import type { SpdySession, SpdyStream } from './spdy-session.ts';

/** Which of the process's streams the client wants. */
export interface StreamWishes {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** The runtime is not read while more than this is unsent to the client. */
const maxUnsentBytes = 1024 * 1024;

/** The maximum size of the runtime's exit status message. */
const maxStatusBytes = 64 * 1024;

const structured: ReadonlySet<ExecProtocol> = new Set(['v4.channel.k8s.io', 'v5.channel.k8s.io']);

/** Before v4 the error channel has the message alone, and nothing on success. */
function plainError(status: Buffer): Buffer {
  try {
    const parsed: { readonly status?: string; readonly message?: string } = JSON.parse(status.toString());
    return Buffer.from(parsed.status === 'Success' ? '' : (parsed.message ?? ''));
  } catch {
    return status;
  }
}

class ExecBridge {
  readonly #client: WebSocket;
  readonly #session: SpdySession;
  readonly #protocol: ExecProtocol;
  readonly #inputs = new Map<number, SpdyStream>();
  /** Streams of the runtime that have not ended. */
  #open = 0;

  constructor(client: WebSocket, session: SpdySession, protocol: ExecProtocol) {
    this.#client = client;
    this.#session = session;
    this.#protocol = protocol;
  }

  async run(wishes: StreamWishes): Promise<void> {
    this.#client.on('close', () => this.#session.close());
    this.#client.on('message', (message: Buffer) => this.#fromClient(message));
    // The client may send before the runtime's streams stand: it is read from afterwards.
    this.#client.pause();
    await this.#openStreams(wishes);
    this.#client.resume();
    // An empty message tells the client that everything stands.
    this.#send(wishes.stdout ? channel.stdout : channel.error, Buffer.alloc(0));
  }

  async #openStreams(wishes: StreamWishes): Promise<void> {
    await this.#output('error', channel.error);
    if (wishes.stdin) await this.#input('stdin', channel.stdin);
    if (wishes.stdout) await this.#output('stdout', channel.stdout);
    if (wishes.stderr && !wishes.tty) await this.#output('stderr', channel.stderr);
    if (wishes.tty) await this.#input('resize', channel.resize);
  }

  async #input(streamType: string, number: number): Promise<void> {
    const stream = await this.#session.open({ streamType }, { data: () => undefined, end: () => undefined });
    this.#inputs.set(number, stream);
  }

  async #output(streamType: string, number: number): Promise<void> {
    this.#open++;
    // A client reads the status from one message.
    let status = Buffer.alloc(0);
    const send = number === channel.error ? undefined : (chunk: Buffer) => this.#send(number, chunk);
    const keep = (chunk: Buffer): void => {
      status = Buffer.concat([status, chunk]);
      if (status.length > maxStatusBytes) this.#session.close();
    };
    await this.#session.open(
      { streamType },
      {
        data: send ?? keep,
        end: () => {
          if (status.length > 0) this.#send(number, structured.has(this.#protocol) ? status : plainError(status));
          this.#open--;
          if (this.#open === 0) this.#finish();
        },
      },
    );
  }

  #fromClient(message: Buffer): void {
    const input = parseChannelMessage(message, this.#protocol);
    if (input.type === 'invalid') return;
    const stream = this.#inputs.get(input.channel);
    if (input.type === 'close') stream?.end();
    else if (stream !== undefined && input.data.length > 0 && !stream.write(input.data)) this.#waitForRuntime();
  }

  #waitForRuntime(): void {
    this.#client.pause();
    this.#session.drained().then(
      () => this.#client.resume(),
      () => this.#client.close(),
    );
  }

  #send(number: number, data: Uint8Array): void {
    if (this.#client.readyState !== this.#client.OPEN) return;
    this.#client.send(channelMessage(number, data), () => {
      if (this.#client.bufferedAmount < maxUnsentBytes) this.#session.resume();
    });
    if (this.#client.bufferedAmount >= maxUnsentBytes) this.#session.pause();
  }

  #finish(): void {
    this.#client.close(1000);
    this.#session.close();
  }
}

/** Joins the client to the session until either ends. */
export async function bridgeExec(
  client: WebSocket,
  session: SpdySession,
  protocol: ExecProtocol,
  wishes: StreamWishes,
): Promise<void> {
  try {
    await new ExecBridge(client, session, protocol).run(wishes);
  } catch (error) {
    session.close();
    client.close(1011);
    // Its answer to that is read, even if it was held back before.
    client.resume();
    throw error;
  }
}
