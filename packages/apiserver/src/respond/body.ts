/** Bodies out of shared bytes: concatenated in chunks of a fair size, compressed where the client takes it. */
import { encodeJson } from '@kubets/machinery';

export type Body = Uint8Array | AsyncIterable<Uint8Array>;

const utf8 = new TextEncoder();
const chunkSize = 64 * 1024;
/** Upstream compresses from here on. */
const compressionThreshold = 128 * 1024;

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The parts in order, in chunks that are worth a write each. */
function* chunked(parts: Iterable<Uint8Array>): Generator<Uint8Array, void, undefined> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for (const part of parts) {
    waiting.push(part);
    length += part.length;
    if (length < chunkSize) continue;
    yield concatenate(waiting, length);
    waiting = [];
    length = 0;
  }
  if (length > 0) yield concatenate(waiting, length);
}

async function* later(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* parts;
}

/** A list's JSON: head, items, tail. */
export function* listParts(
  head: { readonly kind: string; readonly apiVersion: string; readonly metadata: unknown },
  items: readonly Uint8Array[],
): Generator<Uint8Array, void, undefined> {
  yield utf8.encode(`${encodeJson(head).slice(0, -1)},"items":[`);
  const comma = utf8.encode(',');
  for (const [index, item] of items.entries()) {
    if (index > 0) yield comma;
    yield item;
  }
  yield utf8.encode(']}\n');
}

/** `[body, content-encoding]`. What is small is one piece; what is large goes out in chunks, compressed if wanted. */
export function bodyOf(parts: readonly Uint8Array[], gzip: boolean): { body: Body; encoding: string | undefined } {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length < compressionThreshold) return { body: concatenate(parts, length), encoding: undefined };
  if (!gzip) return { body: later(chunked(parts)), encoding: undefined };
  return { body: compressed(chunked(parts)), encoding: 'gzip' };
}

async function* compressed(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const part of parts) controller.enqueue(part as Uint8Array<ArrayBuffer>);
      controller.close();
    },
  });
  const reader = source.pipeThrough(new CompressionStream('gzip')).getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}
