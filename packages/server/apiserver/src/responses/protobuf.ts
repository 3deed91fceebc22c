/** Encodes objects and lists in protobuf. Concurrent requests share the encoded objects. */
import { typeNameOfKind } from '@kubets/api/facts';
import { wireTable } from '@kubets/api/messages';
import { nextTurn, present } from '@kubets/base';
import { protobufEnvelope, protobufItemHead, writeMessage } from '@kubets/codec/protobuf';
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '@kubets/machinery/meta';
import type { ApiRequest } from '../requests/request.ts';
import type { ServedObject, ServedObjects } from '../requests/served-object.ts';
import { Chunks } from './chunks.ts';
import type { ListHead } from './list-forms.ts';
import { SharedBytes } from './shared-bytes.ts';

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1';
/** Kinds of no group version in the facts: those that answers are converted to. */
const partialTypes: Readonly<Record<string, string>> = {
  PartialObjectMetadata: `${meta}.PartialObjectMetadata`,
  PartialObjectMetadataList: `${meta}.PartialObjectMetadataList`,
};

interface Typed {
  readonly kind?: string;
  readonly apiVersion?: string;
}

function typeOf({ apiVersion = '', kind = '' }: Typed): string | undefined {
  if (apiVersion.startsWith('meta.k8s.io/') && Object.hasOwn(partialTypes, kind)) return partialTypes[kind];
  return typeNameOfKind(apiVersion, kind);
}

/** Whether there is a message for the kind: not for custom resources. */
export function hasProtobuf(kind: GroupVersionKind): boolean {
  return typeOf({ apiVersion: apiVersionOf(kind), kind: kind.kind }) !== undefined;
}

/** Whether it is a built-in type: its lists then contain the kind of their items. */
export const isTyped = (kind: Typed): boolean => typeOf(kind) !== undefined;

/** Whether a request's body or answer may be a message. Only then is the code loaded: most clients never need it. */
export function speaksProtobuf({ headers }: ApiRequest): boolean {
  return [headers['content-type'], headers.accept].some((each) => /vnd\.kubernetes\.protobuf/i.test(each ?? ''));
}

/** As typeOf; also undefined if nothing has been prepared, as when a listener refuses a request. */
function messageTypeOf(kind: Typed): string | undefined {
  return wireTable() === undefined ? undefined : typeOf(kind);
}

const encode = (type: string, object: object): Uint8Array =>
  writeMessage(type, object, present(wireTable(), 'the table of messages'));

/** Messages of stored versions. */
const messages = new SharedBytes(16 * 2 ** 20);

/** An object in its envelope, in parts; undefined if there is no message for its kind. */
export function protobufParts(object: Typed): readonly Uint8Array[] | undefined {
  const type = messageTypeOf(object);
  return type === undefined ? undefined : enveloped(object, encode(type, object));
}

/** As protobufParts, for a stored version. */
export function protobufVersion(served: ServedObject, kind: Typed): readonly Uint8Array[] | undefined {
  const type = messageTypeOf(kind);
  return type === undefined ? undefined : enveloped(kind, messageOf(served, type));
}

function enveloped(object: Typed, message: Uint8Array): readonly Uint8Array[] {
  const { head, tail } = protobufEnvelope(object, message.length);
  return [head, message, tail];
}

function messageOf(served: ServedObject, type: string): Uint8Array {
  return messages.of(served.version, type, () => encode(type, served.glance()));
}

/** Messages encoded between two turns of the event loop. */
const itemsPerTurn = 64;

/**
 * A list, item by item. Its length precedes it, so every message is encoded once to be counted and, if the list is too
 * large to keep them all, again to be sent.
 */
export function protobufList(
  list: ListHead,
  items: ServedObjects,
  show: ((object: KubeObject) => object) | undefined,
): AsyncIterable<Uint8Array> | undefined {
  const type = messageTypeOf(list);
  const { apiVersion, kind } = list;
  const itemType = typeOf({ apiVersion, kind: kind.replace(/List$/, '') });
  if (type === undefined || itemType === undefined) return undefined;
  const message = (served: ServedObject): Uint8Array =>
    show === undefined ? messageOf(served, itemType) : encode(itemType, show(served.glance()));
  return listMessage(list, encode(type, list), items, message);
}

async function* listMessage(
  list: ListHead,
  own: Uint8Array,
  items: ServedObjects,
  message: (served: ServedObject) => Uint8Array,
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = own.length;
  let made = 0;
  for (const item of items) {
    const size = message(item).length;
    length += protobufItemHead(size).length + size;
    if (++made % itemsPerTurn === 0) await nextTurn();
  }
  const { head, tail } = protobufEnvelope(list, length);
  const out = new Chunks();
  out.bytes(head);
  out.bytes(own);
  for (const item of items) {
    const bytes = message(item);
    out.bytes(protobufItemHead(bytes.length));
    out.bytes(bytes);
    const full = out.full();
    if (full === undefined) continue;
    yield* full;
    out.reuse();
  }
  out.bytes(tail);
  yield* out.rest();
}
