/**
 * A load generator in a separate process: concurrent requests over several HTTP/2 connections, for some seconds after a warm-up
 * of one second.
 *   node bench/http2-load.ts '{"url":…,"ca":…,"cert":…,"key":…,"seconds":3,"concurrency":32}'
 * With a `body` it creates objects: `NAME` in it is replaced by a unique name. Prints a {@link LoadResult}.
 */
import { type ClientHttp2Session, connect, constants } from 'node:http2';

export interface LoadTask {
  readonly url: string;
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  readonly seconds: number;
  readonly concurrency: number;
  /** Default 1. */
  readonly connections?: number;
  /** Sent by POST. */
  readonly body?: string;
  /** The prefix of names. */
  readonly prefix?: string;
}

export interface LoadResult {
  readonly requests: number;
  /** Including the warm-up. */
  readonly withWarmUp: number;
  readonly seconds: number;
  readonly bytes: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

const task: LoadTask = JSON.parse(process.argv[2] ?? '{}');
const url = new URL(task.url);
const path = `${url.pathname}${url.search}`;
const { body, prefix = 'load', connections = 1 } = task;
let names = 0;
let bytes = 0;
let latencies: number[] = [];

const get = { ':path': path, accept: 'application/json' };
const post = { ':method': 'POST', ':path': path, accept: 'application/json', 'content-type': 'application/json' };

function ask(session: ClientHttp2Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request(body === undefined ? get : post);
    if (body !== undefined) stream.end(body.replaceAll('NAME', `${prefix}-${names++}`));
    const wanted = body === undefined ? 200 : 201;
    let status = 0;
    let refusal = '';
    stream.on('response', (headers) => {
      status = Number(headers[':status']);
    });
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (status !== wanted) refusal += chunk.toString();
    });
    stream.on('end', () => {
      if (status === wanted) resolve();
      else reject(new Error(`status ${status}: ${refusal}`));
    });
    stream.on('error', reject);
    stream.on('close', () => {
      if (stream.rstCode !== constants.NGHTTP2_NO_ERROR) reject(new Error(`stream ended with ${stream.rstCode}`));
    });
  });
}

/** One connection, which is replaced after a GOAWAY. */
class Connection {
  #session: ClientHttp2Session | undefined;

  get session(): ClientHttp2Session {
    this.#session ??= this.#connect();
    return this.#session;
  }

  #connect(): ClientHttp2Session {
    const { ca, cert, key } = task;
    const identity = { ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) };
    const session = connect(url.origin, { ca, ...identity });
    const leave = (): void => {
      if (this.#session === session) this.#session = undefined;
    };
    return session.once('goaway', leave).once('close', leave);
  }
}

async function client(connection: Connection, until: number): Promise<void> {
  for (;;) {
    const asked = performance.now();
    if (asked >= until) return;
    const { session } = connection;
    try {
      await ask(session);
    } catch (error) {
      if (!session.closed) throw error;
      continue;
    }
    latencies.push(performance.now() - asked);
  }
}

const all = Array.from({ length: connections }, () => new Connection());
const run = (seconds: number): Promise<unknown> => {
  const until = performance.now() + seconds * 1000;
  return Promise.all(
    Array.from({ length: task.concurrency }, (_, index) => client(all[index % connections] as Connection, until)),
  );
};
await run(1);
const warmUp = latencies.length;
latencies = [];
bytes = 0;
const start = performance.now();
await run(task.seconds);
const seconds = (performance.now() - start) / 1000;
const sorted = latencies.sort((a, b) => a - b);
const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? 0;
const requests = sorted.length;
const result: LoadResult = { requests, withWarmUp: requests + warmUp, seconds, bytes, p50: at(0.5), p99: at(0.99) };
console.log(JSON.stringify(result));
for (const connection of all) connection.session.close();
