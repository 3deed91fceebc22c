/** Log files as they grow, turn and are cut; the server's paths; SPDY frames against a peer that reads them by the book. */
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { constants, createInflate } from 'node:zlib';
import { systemClock } from '@kubets/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../../host/host.ts';
import type { LogOptions } from '../../streaming/log-options.ts';
import { containerLog } from './container-log.ts';
import { parseRoute } from './routes.ts';
import { SpdySession } from './spdy-session.ts';

const options = (more: Partial<LogOptions> = {}): LogOptions => ({
  follow: false,
  previous: false,
  timestamps: false,
  stream: 'All',
  ...more,
});

describe('containerLog', () => {
  let folder: string;
  let path: string;
  const line = (message: string, stream = 'stdout', second = 0): string =>
    `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z ${stream} F ${message}\n`;
  const read = async (
    more: Partial<LogOptions> = {},
    running: () => Promise<boolean> = async () => false,
  ): Promise<string> => {
    let text = '';
    const place = { directory: folder, path: '0.log' };
    const { signal } = new AbortController();
    for await (const chunk of containerLog({ place, running }, options(more), systemClock, signal))
      text += Buffer.from(chunk).toString();
    return text;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubets-log-'));
    path = join(folder, '0.log');
    writeFileSync(path, line('one') + line('oops', 'stderr', 10) + line('two', 'stdout', 20));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each<[string, Partial<LogOptions>, string]>([
    ['everything', {}, 'one\noops\ntwo\n'],
    ['the tail', { tailLines: 1 }, 'two\n'],
    ['no tail', { tailLines: 0 }, ''],
    ['more tail than there is', { tailLines: 99 }, 'one\noops\ntwo\n'],
    ['one stream', { stream: 'Stderr' }, 'oops\n'],
    ['from an instant on', { since: Date.parse('2026-01-01T00:00:15Z') }, 'two\n'],
    ['with timestamps', { tailLines: 1, timestamps: true }, '2026-01-01T00:00:20.000000000Z two\n'],
    ['so many bytes', { limitBytes: 6 }, 'one\noo'],
  ])('shows %s', async (_, more, wanted) => {
    expect(await read(more)).toBe(wanted);
  });

  it('joins partial lines, and leaves a torn last line for later', async () => {
    writeFileSync(path, `${'t stdout P ab\nt stdout F cd\n'}t stdout F torn`);
    expect(await read({ timestamps: true })).toBe('t abcd\n');
  });

  it('finds the tail across block boundaries', async () => {
    writeFileSync(path, Array.from({ length: 5000 }, (_, index) => line(`${index} ${'x'.repeat(40)}`)).join(''));
    const tail = (await read({ tailLines: 3000 })).split('\n');
    expect([tail[0]?.split(' ')[0], tail.length]).toEqual(['2000', 3001]);
  });

  it('follows a file that grows and turns, until the container has ended', async () => {
    let asked = 0;
    const running = async (): Promise<boolean> => {
      asked++;
      if (asked === 1) appendFileSync(path, line('three'));
      if (asked === 3) {
        renameSync(path, `${path}.1`);
        writeFileSync(path, line('four'));
      }
      if (asked === 5) appendFileSync(path, line('last'));
      return asked < 5;
    };
    expect(await read({ follow: true, tailLines: 1 }, running)).toBe('two\nthree\nfour\nlast\n');
  });
});

describe('a log that was exchanged for a link', () => {
  it('is not read, nor is one behind a linked directory', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubets-log-'));
    try {
      writeFileSync(join(folder, 'secret'), 't stdout F secret\n');
      mkdirSync(join(folder, 'logs'));
      symlinkSync(join(folder, 'secret'), join(folder, 'logs/0.log'));
      symlinkSync(folder, join(folder, 'logs/c'));
      for (const path of ['0.log', 'c/secret', '../secret']) {
        const source = { place: { directory: join(folder, 'logs'), path }, running: async () => false };
        const log = containerLog(source, options(), systemClock, new AbortController().signal);
        await expect(Array.fromAsync(log)).rejects.toThrow(HostError);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('parseRoute', () => {
  it.each([
    ['/containerLogs/ns/pod/c', { type: 'logs', namespace: 'ns', pod: 'pod', container: 'c' }],
    ['/exec/ns/pod/c', { type: 'exec', namespace: 'ns', pod: 'pod', container: 'c' }],
    ['/exec/ns/pod/uid/c', { type: 'exec', namespace: 'ns', pod: 'pod', container: 'c' }],
    ['/portForward/ns/pod', { type: 'portForward', namespace: 'ns', pod: 'pod' }],
    ['/pods', { type: 'pods' }],
    ['/healthz', { type: 'healthz' }],
  ])('%s', (path, wanted) => {
    expect(parseRoute(path)).toEqual(wanted);
  });

  it.each(['/', '/exec', '/exec/ns/pod', '/constructor/a/b/c', '/containerLogs/a/b/%zz', '/exec/a/b/c/d/e'])(
    'nothing at %s',
    (path) => {
      expect(parseRoute(path)).toBeUndefined();
    },
  );
});

/** What a peer sees: the frames of a session, header blocks inflated. */
function peer(): { readonly near: Duplex; readonly frames: () => readonly Buffer[]; send(bytes: Buffer): void } {
  const written: Buffer[] = [];
  const near = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      written.push(chunk);
      done();
    },
  });
  return { near, frames: () => written, send: (bytes) => near.push(bytes) };
}

const inflated = (block: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const inflate = createInflate({ flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH });
    const parts: Buffer[] = [];
    inflate.on('data', (part: Buffer) => parts.push(part));
    inflate.on('end', () => resolve(Buffer.concat(parts)));
    inflate.on('error', reject);
    inflate.end(block);
  });

const dataFrame = (id: number, flags: number, data: string): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(id, 0);
  head.writeUInt32BE((flags << 24) | data.length, 4);
  return Buffer.concat([head, Buffer.from(data)]);
};

describe('SpdySession', () => {
  it('opens streams with odd numbers and headers as a SYN_STREAM', async () => {
    const { near, frames } = peer();
    const session = new SpdySession(near, Buffer.alloc(0));
    await session.open({ streamType: 'error' }, { data: () => undefined, end: () => undefined });
    const [syn] = frames();
    expect(syn?.subarray(0, 4).toString('hex')).toBe('80030001');
    expect(syn?.readUInt32BE(8)).toBe(1);
    const block = await inflated(syn?.subarray(18) ?? Buffer.alloc(0));
    expect(block.toString('latin1')).toBe('\0\0\0\x01\0\0\0\x0astreamtype\0\0\0\x05error');
    session.close();
  });

  it('hands data on in any slicing, tells ends, answers pings', async () => {
    const { near, frames, send } = peer();
    const heard: string[] = [];
    const session = new SpdySession(near, Buffer.alloc(0));
    const stream = await session.open(
      { streamType: 'stdout' },
      { data: (chunk) => heard.push(chunk.toString()), end: () => heard.push('end') },
    );
    const all = Buffer.concat([
      dataFrame(1, 0, 'hello'),
      Buffer.from('8003000600000004 00000009'.replace(' ', ''), 'hex'),
      dataFrame(1, 1, '!'),
    ]);
    for (const byte of all) send(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard.join('')).toBe('hello!end');
    stream.write(Buffer.from('in'));
    stream.end();
    expect(
      frames()
        .slice(1)
        .map((frame) => frame.toString('hex')),
    ).toEqual(['800300060000000400000009', '0000000100000002696e', '0000000101000000']);
    session.close();
  });

  it('ends every stream when the connection goes', async () => {
    const { near } = peer();
    const session = new SpdySession(near, Buffer.alloc(0));
    const ended: number[] = [];
    for (const index of [1, 2])
      await session.open({ streamType: 's' }, { data: () => undefined, end: () => ended.push(index) });
    near.destroy();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toEqual([1, 2]);
  });
});
