/**
 * The client side of SPDY/3.1 as container runtimes serve it for exec, attach and port-forward: streams opened by us,
 * data both ways. Their server keeps no flow-control windows; back-pressure is the connection's own.
 */
import type { Duplex } from 'node:stream';
import { constants, createDeflate, type Deflate } from 'node:zlib';

const version = 3;
const frame = { synStream: 1, rstStream: 3, ping: 6, goAway: 7 } as const;
const finFlag = 1;
const longestFrame = 16 * 1024 * 1024;
const dataChunk = 32 * 1024;

export class SpdyError extends Error {
  override readonly name = 'SpdyError';
}

export interface SpdyStreamHandler {
  data(chunk: Buffer): void;
  /** The peer has closed its half, or the connection is gone. */
  end(): void;
}

export interface SpdyStream {
  /** False when the connection's buffer is full: wait for `drained`. */
  write(data: Uint8Array): boolean;
  end(): void;
}

function controlFrame(type: number, flags: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(0x8000 | version, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(((flags << 24) | payload.length) >>> 0, 4);
  return Buffer.concat([head, payload]);
}

function dataFrame(id: number, flags: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head.writeUInt32BE(((flags << 24) | data.length) >>> 0, 4);
  return Buffer.concat([head, data]);
}

function nameValueBlock(headers: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const number = (value: number): void => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    parts.push(bytes);
  };
  const text = (value: string): void => {
    const bytes = Buffer.from(value);
    number(bytes.length);
    parts.push(bytes);
  };
  const entries = Object.entries(headers);
  number(entries.length);
  for (const [name, value] of entries) {
    text(name.toLowerCase());
    text(value);
  }
  return Buffer.concat(parts);
}

export class SpdySession {
  readonly #connection: Duplex;
  readonly #streams = new Map<number, SpdyStreamHandler>();
  /**
   * One compression context for all header blocks. Without the preset dictionary: a zlib stream says for itself
   * whether one is needed, and our few short headers gain nothing from it.
   */
  readonly #deflate: Deflate = createDeflate({ flush: constants.Z_SYNC_FLUSH });
  #nextId = 1;
  #received: Buffer;
  #closed = false;

  /** `head` is what came with the answer to the upgrade. */
  constructor(connection: Duplex, head: Buffer) {
    this.#connection = connection;
    this.#received = head;
    connection.on('data', (chunk: Buffer) => this.#receive(chunk));
    connection.on('error', () => this.close());
    connection.on('end', () => this.close());
    connection.on('close', () => this.close());
    if (head.length > 0) this.#receive(Buffer.alloc(0));
  }

  /** Opens a stream with these headers. The peer tells streams apart by them. */
  async open(headers: Readonly<Record<string, string>>, handler: SpdyStreamHandler): Promise<SpdyStream> {
    const id = this.#nextId;
    this.#nextId += 2;
    this.#streams.set(id, handler);
    const head = Buffer.alloc(10);
    head.writeUInt32BE(id, 0);
    const block = await this.#compress(nameValueBlock(headers));
    this.#send(controlFrame(frame.synStream, 0, Buffer.concat([head, block])));
    return {
      write: (data) => this.#write(id, data),
      end: () => this.#send(dataFrame(id, finFlag, Buffer.alloc(0))),
    };
  }

  /** Resolves when the connection takes more again (or is closed). */
  drained(): Promise<void> {
    if (this.#closed || !this.#connection.writableNeedDrain) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#connection.off('drain', done);
        this.#connection.off('close', done);
        resolve();
      };
      this.#connection.on('drain', done);
      this.#connection.on('close', done);
    });
  }

  /** Stops reading until `resume`: what the client does not take, the runtime must keep. */
  pause(): void {
    this.#connection.pause();
  }

  resume(): void {
    this.#connection.resume();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.destroy();
    this.#deflate.destroy();
    const handlers = [...this.#streams.values()];
    this.#streams.clear();
    for (const handler of handlers) handler.end();
  }

  #write(id: number, data: Uint8Array): boolean {
    let room = true;
    for (let start = 0; start < data.length; start += dataChunk)
      room = this.#send(dataFrame(id, 0, data.subarray(start, start + dataChunk)));
    return room;
  }

  #send(bytes: Buffer): boolean {
    return this.#closed ? true : this.#connection.write(bytes);
  }

  #compress(block: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const parts: Buffer[] = [];
      const take = (part: Buffer): unknown => parts.push(part);
      this.#deflate.on('data', take);
      this.#deflate.once('error', reject);
      this.#deflate.write(block, () => {
        this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
          this.#deflate.off('data', take);
          this.#deflate.off('error', reject);
          resolve(Buffer.concat(parts));
        });
      });
    });
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= 8) {
      const length = this.#received.readUInt32BE(4) & 0xffffff;
      if (length > longestFrame) {
        this.close();
        return;
      }
      if (this.#received.length < 8 + length) return;
      this.#handle(this.#received.subarray(0, 8 + length));
      this.#received = this.#received.subarray(8 + length);
    }
  }

  #handle(bytes: Buffer): void {
    const word = bytes.readUInt32BE(0);
    const fin = ((bytes[4] ?? 0) & finFlag) !== 0;
    if (word < 0x80000000) {
      if (bytes.length > 8) this.#streams.get(word)?.data(bytes.subarray(8));
      if (fin) this.#ended(word);
      return;
    }
    const type = word & 0xffff;
    if (type === frame.ping) this.#send(Buffer.from(bytes));
    else if (type === frame.rstStream) this.#ended(bytes.readUInt32BE(8));
    else if (type === frame.goAway) this.#connection.end();
  }

  #ended(id: number): void {
    const handler = this.#streams.get(id);
    this.#streams.delete(id);
    handler?.end();
  }
}
