/** Encodes watch events as lines of JSON or frames of protobuf. All watchers share the encoding of a stored version. */
import { protobufWatchFrame } from '@kubets/codec/protobuf';
import { encodeJson } from '@kubets/machinery/json';
import type { KubeObject } from '@kubets/machinery/meta';
import { jsonParts, versionText } from '../engine/object-bytes.ts';
import type { ServedEvent, ServedEvents, ServedObject } from '../requests/served-object.ts';
import { concatenate } from './chunks.ts';
import { protobufParts, protobufVersion } from './protobuf.ts';
import { SharedBytes } from './shared-bytes.ts';

/** Watchers are only slightly apart: an encoding is soon no longer needed. */
const shared = new SharedBytes(8 * 2 ** 20);
const utf8 = new TextEncoder();
const lineEnd = utf8.encode('}\n');

/** Bytes from which events are no longer added to the same write. */
const maxWriteBytes = 64 * 1024;

export interface Frames {
  /** The kind of the watched objects, as served. */
  readonly kind: { readonly kind: string; readonly apiVersion: string };
  readonly protobuf: boolean;
  /** Absent: objects are unchanged. `first` until an event has been sent. */
  readonly transform: ((object: KubeObject, first: boolean) => object) | undefined;
}

const lineHead = (type: string): string => `{"type":${JSON.stringify(type)},"object":`;

function lineOf(type: string, object: object): Uint8Array {
  return concatenate([utf8.encode(lineHead(type)), ...jsonParts(object), lineEnd]);
}

function storedLine(type: string, served: ServedObject, kind: Frames['kind']): Uint8Array {
  const tail = served.tail();
  if (tail === undefined) return lineOf(type, served.object);
  const head = encodeJson({ kind: kind.kind, apiVersion: kind.apiVersion }).slice(0, -1);
  const before = `${lineHead(type)}${head},"metadata":{${versionText(served.revision, tail)}`;
  return concatenate([utf8.encode(before), tail, lineEnd]);
}

function frameOf({ type, served }: ServedEvent, frames: Frames, first: boolean): Uint8Array {
  const { kind, protobuf, transform } = frames;
  if (type === 'ERROR' || type === 'BOOKMARK' || transform !== undefined) {
    const object = transform === undefined ? served.glance() : transform(served.glance(), first);
    return protobuf ? protobufWatchFrame(type, protobufParts(object) ?? jsonParts(object)) : lineOf(type, object);
  }
  return shared.of(served.version, `${type} ${protobuf} ${kind.apiVersion}`, () =>
    protobuf
      ? protobufWatchFrame(type, protobufVersion(served, kind) ?? jsonParts(served.object))
      : storedLine(type, served, kind),
  );
}

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  parts.length === 1 ? (parts[0] as Uint8Array) : concatenate(parts);

/**
 * Events that arrive together are sent together, up to `maxWriteBytes`. Created when read; the watch itself decides its
 * end.
 */
class WatchFrames implements AsyncIterableIterator<Uint8Array> {
  readonly #events: AsyncIterator<ServedEvents>;
  readonly #frames: Frames;
  #batch: ServedEvents = [];
  #at = 0;
  #first = true;

  constructor(events: AsyncIterable<ServedEvents>, frames: Frames) {
    this.#events = events[Symbol.asyncIterator]();
    this.#frames = frames;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#at === this.#batch.length) {
      // A waiting watch keeps no objects in memory.
      this.#batch = [];
      this.#at = 0;
      const { done, value } = await this.#events.next();
      if (done) return { done: true, value: undefined };
      this.#batch = value;
    }
    return { done: false, value: this.#together() };
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.#events.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #together(): Uint8Array {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (; this.#at < this.#batch.length && length < maxWriteBytes; this.#at++) {
      const event = this.#batch[this.#at] as ServedEvent;
      const bytes = frameOf(event, this.#frames, this.#first);
      if (event.type !== 'ERROR') this.#first = false;
      parts.push(bytes);
      length += bytes.length;
    }
    return joined(parts);
  }
}

export function watchFrames(events: AsyncIterable<ServedEvents>, frames: Frames): AsyncIterableIterator<Uint8Array> {
  return new WatchFrames(events, frames);
}
