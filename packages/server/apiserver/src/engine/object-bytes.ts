/**
 * The bytes of objects. What is stored is the JSON that clients get, but for the resourceVersion, which the store knows
 * only after the write: it is put in on the way out, between two parts of the stored bytes, and no copy is kept.
 */
import { decodeJson, encodeJson } from '@kubets/machinery/json';
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '@kubets/machinery/meta';
import { type ObjectSource, RecentMap } from '@kubets/storage/watch-cache';
import { maxObjectBytes } from './object-size.ts';

const utf8 = new TextEncoder();
/** The bytes of objects that are not as they are stored. */
const encoded = new WeakMap<object, Uint8Array>();
/** What stands in the store, of objects that were made of it. */
const stored = new WeakMap<object, Uint8Array>();
/**
 * What was encoded or decoded last, by its bytes: the store hands the same bytes back, and they need no parsing. Few, for
 * the store keeps old bytes far longer than anybody wants their objects. Of the capacity, one entry may take half.
 */
const recent = new RecentMap<Uint8Array, KubeObject>(2 * maxObjectBytes);

/** A text of this many characters is encoded here and copied: that takes half of what an encoder does that cannot know its length. */
const scratch = new Uint8Array(2 ** 16);

function encodedText(text: string): Uint8Array {
  if (text.length * 3 > scratch.length) return utf8.encode(text);
  return scratch.slice(0, utf8.encodeInto(text, scratch).written);
}

interface Head {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Those of the kinds there are. */
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

/** What follows a head in stored bytes; undefined when they begin otherwise. */
export function tailAfter(bytes: Uint8Array, head: Uint8Array): Uint8Array | undefined {
  if (bytes.length <= head.length) return undefined;
  for (let index = head.length - 1; index >= 0; index--) if (bytes[index] !== head[index]) return undefined;
  return bytes.subarray(head.length);
}

/** What stands between a head and its tail: the resourceVersion, and a comma where members follow. */
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

/** The JSON of an object that is not as it is stored. The same bytes for the same object, every time. */
function encodedOnce(object: object): Uint8Array {
  let bytes = encoded.get(object);
  if (bytes === undefined) {
    bytes = encodedText(encodeJson(object));
    encoded.set(object, bytes);
  }
  return bytes;
}

const leading = ['kind', 'apiVersion', 'metadata'];

/** Without a resourceVersion, and with what a head is made of in front. */
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

/** What the store keeps of an object: all but its resourceVersion. */
export function encodeForStore(object: KubeObject): Uint8Array {
  const plain = plainOf(object);
  const bytes = encodedText(encodeJson(plain));
  recent.set(bytes, plain, bytes.length);
  return bytes;
}

/** The object of what the store keeps, with its revision; the same one when it was made a moment ago. */
function objectOf(bytes: Uint8Array, revision: number): KubeObject {
  const resourceVersion = String(revision);
  const made = recent.get(bytes);
  if (made?.metadata?.resourceVersion === resourceVersion) return made;
  const plain = made ?? (decodeJson(bytes).value as KubeObject);
  const object = { ...plain, metadata: { ...plain.metadata, resourceVersion } };
  // Only what was just written is asked for by its bytes again: at the watch of the store.
  if (made !== undefined) recent.set(bytes, object, bytes.length);
  return object;
}

/** The object of what has just been stored. */
export function decodeStored(bytes: Uint8Array, revision: number): KubeObject {
  const object = objectOf(bytes, revision);
  stored.set(object, bytes);
  return object;
}

/** All kinds together hold on to the objects of so many bytes that nobody else holds any more. */
const recentBytes = 4 * 2 ** 20;

/** How objects are made of what is stored. */
export const storedObjects: ObjectSource<KubeObject> = {
  decode: (entry) => objectOf(entry.value, entry.revision),
  remembered: (object, entry) => void stored.set(object, entry.value),
  recent: new RecentMap(recentBytes),
};

export function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
