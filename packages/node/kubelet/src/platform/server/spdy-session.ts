/**
 * The client side of SPDY/3.1 as container runtimes serve it for exec, attach and port-forward: streams opened by us,
 * data both ways. Their server keeps no flow-control windows; back-pressure is the connection's own.
 */
import type { Duplex } from 'node:stream';
import { constants, createDeflate, type Deflate } from 'node:zlib';
import { FrameReader } from './spdy-frames.ts';

const version = 3;
const frame = { synStream: 1, rstStream: 3, ping: 6, goAway: 7 } as const;
const finFlag = 1;
const maxDataFrameBytes = 32 * 1024;
/** Answers to pings that wait for a peer that does not read, bytes. */
const maxUnsentPingBytes = 64 * 1024;

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
  readonly #frames = new FrameReader({
    data: (id, part, last) => this.#data(id, part, last),
    control: (type, bytes) => this.#control(type, bytes),
  });
  #nextId = 1;
  #closed = false;

  /** `head` is what came with the answer to the upgrade. */
  constructor(connection: Duplex, head: Buffer) {
    this.#connection = connection;
    connection.on('data', (chunk: Buffer) => this.#receive(chunk));
    connection.on('end', () => this.close());
    connection.on('close', () => this.close());
    if (head.length > 0) this.#receive(head);
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

  /** Resolves when the connection can accept more data or is closed. */
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

  /** Stops reading until `resume`, so that data stays with the runtime. */
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
    for (let start = 0; start < data.length; start += maxDataFrameBytes)
      room = this.#send(dataFrame(id, 0, data.subarray(start, start + maxDataFrameBytes)));
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
      const closed = (): void => reject(new SpdyError('the session is closed'));
      if (this.#closed) closed();
      this.#deflate.once('error', reject).once('close', closed);
      this.#deflate.write(block, () => {
        this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
          this.#deflate.off('data', take);
          this.#deflate.off('error', reject).off('close', closed);
          resolve(Buffer.concat(parts));
        });
      });
    });
  }

  #receive(chunk: Buffer): void {
    if (!this.#closed && !this.#frames.read(chunk)) this.close();
  }

  #data(id: number, part: Buffer, last: boolean): void {
    if (part.length > 0) this.#streams.get(id)?.data(part);
    if (last) this.#ended(id);
  }

  #control(type: number, bytes: Buffer): void {
    if (type === frame.ping) this.#answerPing(bytes);
    else if (type === frame.rstStream && bytes.length >= 12) this.#ended(bytes.readUInt32BE(8));
    else if (type === frame.goAway) this.#connection.end();
  }

  #answerPing(bytes: Buffer): void {
    if (this.#connection.writableLength > maxUnsentPingBytes) this.close();
    else this.#send(Buffer.from(bytes));
  }

  #ended(id: number): void {
    const handler = this.#streams.get(id);
    this.#streams.delete(id);
    handler?.end();
  }
}
