/**
 * A load generator in a process of its own: GETs over one HTTP/2 connection, so many at once, for so many seconds.
 *   node bench/http2-load.ts '{"url":…,"ca":…,"cert":…,"key":…,"seconds":3,"concurrency":32}'
 * Prints {"requests":N,"seconds":S,"bytes":B}.
 */
import { type ClientHttp2Session, connect } from 'node:http2';

interface Task {
  readonly url: string;
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  readonly seconds: number;
  readonly concurrency: number;
}

const task: Task = JSON.parse(process.argv[2] ?? '{}');
const url = new URL(task.url);
let requests = 0;
let bytes = 0;

function get(session: ClientHttp2Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':path': `${url.pathname}${url.search}`, accept: 'application/json' });
    let status = 0;
    stream.on('response', (headers) => {
      status = Number(headers[':status']);
    });
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    stream.on('end', () => (status === 200 ? resolve() : reject(new Error(`status ${status}`))));
    stream.on('error', reject);
  });
}

async function worker(session: ClientHttp2Session, until: number): Promise<void> {
  while (performance.now() < until) {
    await get(session);
    requests++;
  }
}

const session = connect(url.origin, {
  ca: task.ca,
  ...(task.cert === undefined ? {} : { cert: task.cert }),
  ...(task.key === undefined ? {} : { key: task.key }),
});
const run = (seconds: number): Promise<unknown> => {
  const until = performance.now() + seconds * 1000;
  return Promise.all(Array.from({ length: task.concurrency }, () => worker(session, until)));
};
await run(1);
requests = 0;
bytes = 0;
const start = performance.now();
await run(task.seconds);
console.log(JSON.stringify({ requests, seconds: (performance.now() - start) / 1000, bytes }));
session.close();
