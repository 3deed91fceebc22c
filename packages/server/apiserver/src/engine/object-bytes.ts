/**
 * The bytes of objects. The store contains the JSON that clients get, except the resourceVersion, which the store knows
 * only after the write: it is inserted into each answer, between two parts of the stored bytes, and no copy is kept.
 */
import { decodeJson, encodeJson } from '@kubets/machinery/json';
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '@kubets/machinery/meta';
import { type ObjectSource, RecentMap } from '@kubets/storage/watch-cache';
import { maxObjectBytes } from './object-size.ts';

const utf8 = new TextEncoder();
/** The bytes of objects that differ from their stored form. */
const encoded = new WeakMap<object, Uint8Array>();
/** The stored bytes of objects that were decoded from them. */
const stored = new WeakMap<object, Uint8Array>();
/**
 * The objects that were last encoded or decoded, by their bytes: the store returns the same bytes, which need no
 * parsing. Few, since the store keeps old bytes far longer than their objects are needed. One entry may use half of the
 * capacity.
 */
const recent = new RecentMap<Uint8Array, KubeObject>(2 * maxObjectBytes);

/**
 * A text of this many characters is encoded here and copied: that takes half the time of an encoder for unknown
 * lengths.
 */
const scratch = new Uint8Array(2 ** 16);

function encodedText(text: string): Uint8Array {
  if (text.length * 3 > scratch.length) return utf8.encode(text);
  return scratch.slice(0, utf8.encodeInto(text, scratch).written);
}

interface Head {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** The prefixes of the known kinds. */
const heads = new Map<string, Head>();
const maxHeads = 1000;

/** Where metadata's members begin: stored objects start with kind, apiVersion and metadata, in this order. */
function headFor(kind: unknown, apiVersion: unknown): Head {
  const name = `${apiVersion} ${kind}`;
  const known = heads.get(name);
  if (known !== undefined) return known;
  const text = `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},"metadata":{`;
  const head = { text, bytes: utf8.encode(text) };
  if (heads.size >= maxHeads) heads.clear();
  heads.set(name, head);
  return head;
}

export function headOf(kind: GroupVersionKind): Uint8Array {
  return headFor(kind.kind, apiVersionOf(kind)).bytes;
}

/** What follows a head in stored bytes; undefined if they begin otherwise. */
export function tailAfter(bytes: Uint8Array, head: Uint8Array): Uint8Array | undefined {
  if (bytes.length <= head.length) return undefined;
  for (let index = head.length - 1; index >= 0; index--) if (bytes[index] !== head[index]) return undefined;
  return bytes.subarray(head.length);
}

/** The text between a head and its tail: the resourceVersion, and a comma if members follow. */
export function versionText(resourceVersion: string | number | undefined, tail: Uint8Array): string {
  return `"resourceVersion":"${resourceVersion}"${tail[0] === 0x7d ? '' : ','}`;
}

/** The object's JSON, in parts. */
export function jsonParts(object: object): readonly Uint8Array[] {
  const bytes = stored.get(object);
  if (bytes !== undefined) {
    const { kind, apiVersion, metadata } = object as KubeObject;
    const head = headFor(kind, apiVersion);
    const tail = tailAfter(bytes, head.bytes);
    if (tail !== undefined) return [encodedText(head.text + versionText(metadata?.resourceVersion, tail)), tail];
  }
  return [encodedOnce(object)];
}

/** The JSON of an object that differs from its stored form. The same bytes for the same object, every time. */
function encodedOnce(object: object): Uint8Array {
  let bytes = encoded.get(object);
  if (bytes === undefined) {
    bytes = encodedText(encodeJson(object));
    encoded.set(object, bytes);
  }
  return bytes;
}

const leading = ['kind', 'apiVersion', 'metadata'];

/** Without a resourceVersion, and with the members of a head first. */
function isPlain(object: KubeObject): boolean {
  if (object.metadata === undefined || 'resourceVersion' in object.metadata) return false;
  let index = 0;
  for (const name in object) {
    if (name !== leading[index]) return false;
    if (++index === leading.length) return true;
  }
  return false;
}

function plainOf(object: KubeObject): KubeObject {
  if (isPlain(object)) return object;
  const { kind, apiVersion, metadata, ...rest } = object;
  const { resourceVersion: _, ...kept } = metadata ?? {};
  return { kind, apiVersion, metadata: kept, ...rest } as KubeObject;
}

/** What the store keeps of an object: all except its resourceVersion. */
export function encodeForStore(object: KubeObject): Uint8Array {
  const plain = plainOf(object);
  const bytes = encodedText(encodeJson(plain));
  recent.set(bytes, plain, bytes.length);
  return bytes;
}

/** The object of stored bytes, with its revision; the same object if it was decoded a moment ago. */
function objectOf(bytes: Uint8Array, revision: number): KubeObject {
  const resourceVersion = String(revision);
  const made = recent.get(bytes);
  if (made?.metadata?.resourceVersion === resourceVersion) return made;
  const plain = made ?? (decodeJson(bytes).value as KubeObject);
  const object = { ...plain, metadata: { ...plain.metadata, resourceVersion } };
  // Only bytes that were just written are looked up again: by the store's watch.
  if (made !== undefined) recent.set(bytes, object, bytes.length);
  return object;
}

/** The object of bytes that have just been stored. */
export function decodeStored(bytes: Uint8Array, revision: number): KubeObject {
  const object = objectOf(bytes, revision);
  stored.set(object, bytes);
  return object;
}

/** The objects that are otherwise unreferenced are kept up to this many bytes, for all kinds together. */
const recentBytes = 4 * 2 ** 20;

/** How objects are created from stored bytes. */
export const storedObjects: ObjectSource<KubeObject> = {
  decode: (entry) => objectOf(entry.value, entry.revision),
  remembered: (object, entry) => void stored.set(object, entry.value),
  recent: new RecentMap(recentBytes),
};

export function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
