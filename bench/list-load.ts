/**
 * Reads lists in a separate process, over one HTTP/2 connection with the window sizes of Go clients.
 *   node bench/list-load.ts '{"url":…,"ca":…,"cert":…,"key":…,"rounds":5}'
 * Prints a {@link ListResult}. With `pause`, it waits this number of milliseconds after each chunk.
 */
import { type ClientHttp2Session, connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ListTask {
  readonly url: string;
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  /** Sequential rounds, after one that is not counted. */
  readonly rounds: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Concurrent lists, each with its own connection. Default 1. */
  readonly concurrency?: number;
  readonly pause?: number;
  /** Bytes of each list to read before it is cancelled. */
  readonly most?: number;
}

export interface ListResult {
  readonly bytes: number;
  /** Time of each round to the first and to the last byte, in milliseconds. */
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const window = 4 * 2 ** 20;
const task: ListTask = JSON.parse(process.argv[2] ?? '{}');
const url = new URL(task.url);
const { most = Infinity } = task;

async function session(): Promise<ClientHttp2Session> {
  const { ca, cert, key } = task;
  const made = connect(url.origin, {
    ca,
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    settings: { initialWindowSize: window },
  });
  await new Promise<void>((resolve, reject) => made.once('connect', () => resolve()).once('error', reject));
  made.setLocalWindowSize(window * 4);
  return made;
}

async function read(over: ClientHttp2Session): Promise<{ bytes: number; first: number; last: number }> {
  const asked = performance.now();
  const stream = over.request({ ':path': `${url.pathname}${url.search}`, accept: 'application/json', ...task.headers });
  stream.once('response', (headers) => {
    if (headers[':status'] !== 200) stream.destroy(new Error(`status ${headers[':status']}`));
  });
  let bytes = 0;
  let first = 0;
  for await (const chunk of stream) {
    if (bytes === 0) first = performance.now() - asked;
    bytes += (chunk as Buffer).length;
    if (bytes >= most) break;
    if (task.pause !== undefined) await sleep(task.pause);
  }
  return { bytes, first, last: performance.now() - asked };
}

const sessions = await Promise.all(Array.from({ length: task.concurrency ?? 1 }, session));
if (task.concurrency === undefined) for (const each of sessions) await read(each);
const results: Awaited<ReturnType<typeof read>>[] = [];
for (let round = 0; round < task.rounds; round++) results.push(...(await Promise.all(sessions.map(read))));
const result: ListResult = {
  bytes: results[0]?.bytes ?? 0,
  first: results.map(({ first }) => first),
  last: results.map(({ last }) => last),
};
console.log(JSON.stringify(result));
for (const each of sessions) each.close();
