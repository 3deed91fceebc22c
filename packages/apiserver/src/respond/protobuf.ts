/** Objects and lists in Kubernetes' protobuf: each object's message is made once and shared, as its JSON is. */
import { typeNameOfKind, wireTable } from '@kubets/api';
import {
  apiVersionOf,
  type GroupVersionKind,
  type KubeObject,
  protobufEnvelope,
  protobufItemHead,
  writeMessage,
} from '@kubets/machinery';

const meta = 'k8s.io/apimachinery/pkg/apis/meta/v1';
/** Kinds that no group version has in the facts: what answers are transformed into. */
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

const known = new WeakMap<object, Uint8Array>();

function messageOf(type: string, object: object): Uint8Array {
  let message = known.get(object);
  if (message === undefined) {
    message = writeMessage(type, object, wireTable());
    known.set(object, message);
  }
  return message;
}

/** The object in its envelope, in parts; undefined when there is no message for its kind. */
export function protobufParts(object: Typed): readonly Uint8Array[] | undefined {
  const type = typeOf(object);
  if (type === undefined) return undefined;
  const message = messageOf(type, object);
  const { head, tail } = protobufEnvelope(object, message.length);
  return [head, message, tail];
}

/** A list as protobufParts gives it, out of the messages of its items: every list's are its field 2. */
export function protobufListParts(
  list: Typed & { readonly metadata: unknown },
  items: readonly KubeObject[],
): readonly Uint8Array[] | undefined {
  const type = typeOf(list);
  const { apiVersion = '', kind = '' } = list;
  const itemType = typeOf({ apiVersion, kind: kind.replace(/List$/, '') });
  if (type === undefined || itemType === undefined) return undefined;
  const parts = [writeMessage(type, list, wireTable())];
  for (const item of items) {
    const message = messageOf(itemType, item);
    parts.push(protobufItemHead(message.length), message);
  }
  const { head, tail } = protobufEnvelope(
    list,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  return [head, ...parts, tail];
}
