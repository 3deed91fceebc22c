/**
 * The bytes of objects: encoded once per version and shared from then on. Objects are immutable, so their bytes hang on
 * their identity; nobody writes into them.
 */
import { decodeJson, encodeJson, type KubeObject } from '@kubets/machinery';

const utf8 = new TextEncoder();
const known = new WeakMap<object, Uint8Array>();
/** Objects out of the store whose bytes have not been asked for: what stands in the store. */
const unspliced = new WeakMap<object, Uint8Array>();
/**
 * What was encoded or decoded last, by its bytes: the store hands the same bytes back, and they need no parsing. Few, for
 * the store keeps old bytes far longer than anybody wants their objects.
 */
const recent = new Map<Uint8Array, KubeObject>();
const mostRecent = 1024;

function remember(bytes: Uint8Array, object: KubeObject): void {
  recent.set(bytes, object);
  if (recent.size > mostRecent) recent.delete(recent.keys().next().value as Uint8Array);
}

/** Where metadata's members begin: stored objects start with kind, apiVersion and metadata, in this order. */
function headOf(object: KubeObject): string {
  return `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},"metadata":{`;
}

function startsWith(bytes: Uint8Array, head: Uint8Array): boolean {
  return bytes.length > head.length && head.every((byte, index) => bytes[index] === byte);
}

/** The stored bytes with the resourceVersion, which the store knows only after the write, put in. */
function splice(object: KubeObject, stored: Uint8Array): Uint8Array | undefined {
  const head = utf8.encode(headOf(object));
  if (!startsWith(stored, head)) return undefined;
  const rest = stored.subarray(head.length);
  const comma = rest[0] === 0x7d ? '' : ',';
  const version = utf8.encode(`"resourceVersion":${JSON.stringify(object.metadata?.resourceVersion)}${comma}`);
  const bytes = new Uint8Array(head.length + version.length + rest.length);
  bytes.set(head);
  bytes.set(version, head.length);
  bytes.set(rest, head.length + version.length);
  return bytes;
}

/** The object's JSON. The same bytes for the same object, every time. */
export function bytesOf(object: object): Uint8Array {
  let bytes = known.get(object);
  if (bytes === undefined) {
    const stored = unspliced.get(object);
    bytes = (stored && splice(object as KubeObject, stored)) ?? utf8.encode(encodeJson(object));
    unspliced.delete(object);
    known.set(object, bytes);
  }
  return bytes;
}

/** What the store keeps of an object: all but its resourceVersion. */
export function encodeForStore(object: KubeObject): Uint8Array {
  const { kind, apiVersion, metadata, ...rest } = object;
  const { resourceVersion: _, ...kept } = metadata ?? {};
  const plain = { kind, apiVersion, metadata: kept, ...rest } as KubeObject;
  const bytes = utf8.encode(encodeJson(plain));
  remember(bytes, plain);
  return bytes;
}

/** The object of an entry of the store; the same one when it was asked for a moment ago. */
export function decodeStored(bytes: Uint8Array, revision: number): KubeObject {
  const resourceVersion = String(revision);
  const made = recent.get(bytes);
  if (made?.metadata?.resourceVersion === resourceVersion) return made;
  const plain = made ?? (decodeJson(bytes).value as KubeObject);
  const object = { ...plain, metadata: { ...plain.metadata, resourceVersion } };
  unspliced.set(object, bytes);
  remember(bytes, object);
  return object;
}

export function withRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}
