/**
 * Many watchers in a separate process, over a few HTTP/2 connections. Objects contain the time of their write
 * (`"at":"MILLISECONDS"`), so that the lag of each event can be computed.
 *   fork('bench/watch-load.ts', [JSON.stringify({"path":"/api/v1/pods?watch=1","count":1000,"ca":…,"cert":…,"key":…,"connections":10})])
 * It does not parse HTTP, but searches the decrypted bytes for the times, to keep its own CPU usage low. Sends `ready` when all
 * watches are open. Responds to any message with a {@link WatchResult} since the last one.
 */
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';

export interface WatchTask {
  readonly server: string;
  /** Path and query of the watches. `NUMBER` is replaced by the index of the watcher. */
  readonly path: string;
  readonly count: number;
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  readonly connections: number;
}

export interface WatchResult {
  readonly events: number;
  /** Time from the write to its event, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const task: WatchTask = JSON.parse(process.argv[2] ?? '{}');
const mark = Buffer.from('"at":"');
/** Histogram of lags, in units of 0.1 ms. */
let lags = new Map<number, number>();
let events = 0;

/** Counts events in the bytes. Returns the rest that may be the beginning of another event. */
function took(chunk: Buffer): Buffer {
  const now = performance.timeOrigin + performance.now();
  let done = 0;
  for (let at = chunk.indexOf(mark); at >= 0; at = chunk.indexOf(mark, done)) {
    const start = at + mark.length;
    const end = chunk.indexOf(0x22, start);
    if (end < 0) return chunk.subarray(at);
    const lag = Math.round((now - Number(chunk.toString('latin1', start, end))) * 10);
    lags.set(lag, (lags.get(lag) ?? 0) + 1);
    events++;
    done = end;
  }
  return chunk.subarray(Math.max(done, chunk.length - mark.length + 1));
}

function quantile(part: number): number {
  let seen = 0;
  for (const [lag, count] of [...lags].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= events * part) return lag / 10;
  }
  return 0;
}

/** The frames of RFC 9113 that a client needs to send requests. */
const frameTypes = { headers: 1, settings: 4, windowUpdate: 8 };
const flags = { ack: 1, endOfStreamAndHeaders: 5 };
const widest = 2 ** 31 - 1;

function frame(type: number, flag: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flag;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function beginning(): Buffer {
  // SETTINGS_INITIAL_WINDOW_SIZE, and the window of the connection beyond the default 65,535: no updates are needed.
  const settings = Buffer.alloc(6);
  settings.writeUInt16BE(4);
  settings.writeUInt32BE(widest, 2);
  const window = Buffer.alloc(4);
  window.writeUInt32BE(widest - 65_535);
  return Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    frame(frameTypes.settings, 0, 0, settings),
    frame(frameTypes.windowUpdate, 0, 0, window),
  ]);
}

/** RFC 7541: literal, neither indexed nor compressed; names and values are shorter than 127 bytes. */
function literal(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0, name.length), Buffer.from(name), Buffer.of(value.length), Buffer.from(value)]);
}

function request(stream: number, path: string): Buffer {
  const { host } = new URL(task.server);
  const fields = {
    ':method': 'GET',
    ':scheme': 'https',
    ':path': path,
    ':authority': host,
    accept: 'application/json',
  };
  const payload = Buffer.concat(Object.entries(fields).map(([name, value]) => literal(name, value)));
  return frame(frameTypes.headers, flags.endOfStreamAndHeaders, stream, payload);
}

/** `:status: 200` of the static table, with which every response to a watch begins. */
const success = 0x88;

/** Reads frames until every watch has a response, and resolves. Then it only searches for times. */
function answered(socket: TLSSocket, count: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let left = count;
  let rest: Buffer = Buffer.alloc(0);
  const readFrames = (): void => {
    while (left > 0 && rest.length >= 9) {
      const length = rest.readUIntBE(0, 3);
      if (rest.length < 9 + length) return;
      const [type, flag] = [rest[3], rest[4] ?? 0];
      const payload = rest.subarray(9, 9 + length);
      rest = rest.subarray(9 + length);
      if (type === frameTypes.settings && !(flag & flags.ack))
        socket.write(frame(frameTypes.settings, flags.ack, 0, Buffer.alloc(0)));
      if (type === frameTypes.headers) {
        if (payload[0] === success) left--;
        else reject(new Error('a watch was refused'));
      }
    }
    if (left === 0) resolve();
  };
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (left > 0) readFrames();
    else rest = took(rest);
  });
  socket.on('error', reject);
  socket.on('close', () => reject(new Error('a connection was closed')));
  return promise;
}

async function watch(first: number): Promise<void> {
  const { hostname, port } = new URL(task.server);
  const { ca, cert, key } = task;
  const socket = connect({ host: hostname, port: Number(port), ca, cert, key, ALPNProtocols: ['h2'] });
  await once(socket, 'secureConnect');
  const requests: Buffer[] = [];
  for (let index = first; index < task.count; index += task.connections)
    requests.push(request(2 * requests.length + 1, task.path.replace('NUMBER', String(index))));
  const ready = answered(socket, requests.length);
  socket.write(Buffer.concat([beginning(), ...requests]));
  await ready;
}

await Promise.all(Array.from({ length: task.connections }, (_, index) => watch(index)));
process.on('message', () => {
  const result: WatchResult = { events, p50: quantile(0.5), p99: quantile(0.99) };
  process.send?.(result);
  lags = new Map();
  events = 0;
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
