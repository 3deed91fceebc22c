/**
 * Many watchers in a process of its own, over a few HTTP/2 connections. Objects tell when they were written
 * (`"at":"MILLISECONDS"`), so that every event tells how late it is.
 *   fork('bench/watch-load.ts', [JSON.stringify({"path":"/api/v1/pods?watch=1","count":1000,"ca":…,"cert":…,"key":…,"connections":10})])
 * Says `ready` when all watch; told anything, says a {@link WatchResult} since the last time.
 */
import { type ClientHttp2Session, connect } from 'node:http2';

export interface WatchTask {
  readonly server: string;
  /** Path and query of the watches; `NUMBER` in it is each one's own. */
  readonly path: string;
  readonly count: number;
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  readonly connections: number;
}

export interface WatchResult {
  readonly events: number;
  /** Milliseconds from the write to its event. */
  readonly p50: number;
  readonly p99: number;
}

const task: WatchTask = JSON.parse(process.argv[2] ?? '{}');
const mark = Buffer.from('"at":"');
/** Lags in tenths of a millisecond: how many events had each. */
let lags = new Map<number, number>();
let events = 0;

function took(chunk: Buffer): void {
  const now = performance.timeOrigin + performance.now();
  for (let at = chunk.indexOf(mark); at >= 0; at = chunk.indexOf(mark, at + mark.length)) {
    const start = at + mark.length;
    const end = chunk.indexOf(0x22, start);
    if (end < 0) return;
    const lag = Math.round((now - Number(chunk.toString('latin1', start, end))) * 10);
    lags.set(lag, (lags.get(lag) ?? 0) + 1);
    events++;
  }
}

function quantile(part: number): number {
  let seen = 0;
  for (const [lag, count] of [...lags].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= events * part) return lag / 10;
  }
  return 0;
}

const { ca, cert, key } = task;
const sessions: ClientHttp2Session[] = Array.from({ length: task.connections }, () =>
  connect(task.server, { ca, ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) }),
);
for (const session of sessions) session.once('connect', () => session.setLocalWindowSize(16 * 2 ** 20));

await Promise.all(
  Array.from(
    { length: task.count },
    (_, index) =>
      new Promise<void>((resolve, reject) => {
        const session = sessions[index % sessions.length] as ClientHttp2Session;
        const stream = session.request({
          ':path': task.path.replace('NUMBER', String(index)),
          accept: 'application/json',
        });
        stream.once('response', (headers) => {
          if (headers[':status'] === 200) resolve();
          else reject(new Error(`a watch was answered ${headers[':status']}`));
        });
        stream.on('error', reject);
        stream.on('data', took);
      }),
  ),
);
process.on('message', () => {
  const result: WatchResult = { events, p50: quantile(0.5), p99: quantile(0.99) };
  process.send?.(result);
  lags = new Map();
  events = 0;
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
