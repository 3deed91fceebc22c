/**
 * The bytes of objects. What is stored is the JSON that clients get, but for the resourceVersion, which the store knows
 * only after the write: it is put in on the way out, between two parts of the stored bytes, and no copy is kept.
 */
import { apiVersionOf, decodeJson, encodeJson, type GroupVersionKind, type KubeObject } from '@kubets/machinery';
import { type ObjectSource, RecentMap } from '@kubets/storage';

const utf8 = new TextEncoder();
/** The bytes of objects that are not as they are stored. */
const encoded = new WeakMap<object, Uint8Array>();
/** What stands in the store, of objects that were made of it. */
const stored = new WeakMap<object, Uint8Array>();
/**
 * What was encoded or decoded last, by its bytes: the store hands the same bytes back, and they need no parsing. Few, for
 * the store keeps old bytes far longer than anybody wants their objects.
 */
const recent = new RecentMap<Uint8Array, KubeObject>(2 * 2 ** 20);

/** Where metadata's members begin: stored objects start with kind, apiVersion and metadata, in this order. */
function headText(kind: unknown, apiVersion: unknown): string {
  return `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},"metadata":{`;
}

export function headOf(kind: GroupVersionKind): Uint8Array {
  return utf8.encode(headText(kind.kind, apiVersionOf(kind)));
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
    const head = headText(kind, apiVersion);
    const tail = tailAfter(bytes, utf8.encode(head));
    if (tail !== undefined) return [utf8.encode(head + versionText(metadata?.resourceVersion, tail)), tail];
  }
  return [encodedOnce(object)];
}

/** The JSON of an object that is not as it is stored. The same bytes for the same object, every time. */
function encodedOnce(object: object): Uint8Array {
  let bytes = encoded.get(object);
  if (bytes === undefined) {
    bytes = utf8.encode(encodeJson(object));
    encoded.set(object, bytes);
  }
  return bytes;
}

/** What the store keeps of an object: all but its resourceVersion. */
export function encodeForStore(object: KubeObject): Uint8Array {
  const { kind, apiVersion, metadata, ...rest } = object;
  const { resourceVersion: _, ...kept } = metadata ?? {};
  const plain = { kind, apiVersion, metadata: kept, ...rest } as KubeObject;
  const bytes = utf8.encode(encodeJson(plain));
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
