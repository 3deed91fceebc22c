/** Response bodies: one chunk if they are small, otherwise a stream at the pace of the client. */
import { concatenate } from './chunks.ts';

/** A chunk of a stream is valid until the next one is requested: its memory may then be overwritten. */
export type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** Compresses a stream; must release its source when it is released. */
export type Gzip = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/** Upstream compresses from this size on. */
const compressionThresholdBytes = 128 * 1024;

interface Encoded {
  readonly body: Body;
  readonly encoding: 'gzip' | undefined;
}

function isSmall(chunks: readonly Uint8Array[]): boolean {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  return length < compressionThresholdBytes;
}

/** A small body is one chunk; a large one is sent in chunks, compressed if `gzip` is given. */
export function bodyOf(chunks: Iterable<Uint8Array>, gzip: Gzip | undefined): Encoded {
  if (Array.isArray(chunks) && isSmall(chunks)) return { body: concatenate(chunks), encoding: undefined };
  const iterator = chunks[Symbol.iterator]();
  const begun: Uint8Array[] = [];
  let length = 0;
  while (length < compressionThresholdBytes) {
    const next = iterator.next();
    if (next.done) return { body: concatenate(begun), encoding: undefined };
    length += next.value.length;
    // The last chunk stays unchanged: the next is requested only after it has been taken.
    begun.push(length < compressionThresholdBytes ? next.value.slice() : next.value);
  }
  return streamed(continued(begun, iterator), gzip);
}

export function streamed(chunks: AsyncIterable<Uint8Array>, gzip: Gzip | undefined): Encoded {
  return gzip === undefined ? { body: chunks, encoding: undefined } : { body: gzip(chunks), encoding: 'gzip' };
}

async function* continued(
  begun: Uint8Array[],
  rest: Iterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let chunk = begun.shift(); chunk !== undefined; chunk = begun.shift()) yield chunk;
    for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
  } finally {
    rest.return?.();
  }
}

/** Gzip as available on every platform. */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const plain = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value.slice());
    },
    async cancel() {
      await iterator.return?.();
    },
  });
  const reader = plain.pipeThrough(new CompressionStream('gzip')).getReader();
  let finished = false;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
    finished = true;
  } finally {
    if (!finished) await reader.cancel();
  }
}
