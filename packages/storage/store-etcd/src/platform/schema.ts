/** Protobuf codecs of etcd's messages, created from the facts of its API on first use. */
import { present } from '@kubets/base';
import protobuf from 'protobufjs/light.js';
import facts from './facts/etcd.json' with { type: 'json' };

interface FieldFact {
  readonly name: string;
  readonly num: number;
  readonly type: string;
  readonly label?: string;
  readonly oneof?: string;
}

interface PackageFacts {
  readonly messages: Readonly<Record<string, readonly FieldFact[]>>;
  readonly enums: Readonly<Record<string, readonly (readonly (string | number)[])[]>>;
}

type NamespaceNode = { nested: Record<string, protobuf.AnyNestedObject> };

function messageNode(fields: readonly FieldFact[]): protobuf.IType & NamespaceNode {
  const oneofs: Record<string, { oneof: string[] }> = {};
  for (const { name, oneof } of fields) {
    if (oneof === undefined) continue;
    oneofs[oneof] ??= { oneof: [] };
    oneofs[oneof].oneof.push(name);
  }
  const entries = fields.map(({ name, num, type, label }) => [
    name,
    { id: num, type, ...(label === 'repeated' ? { rule: 'repeated' } : {}) },
  ]);
  return { fields: Object.fromEntries(entries), oneofs, nested: {} };
}

function packageNode({ messages, enums }: PackageFacts): NamespaceNode {
  const nodes = new Map(Object.entries(messages).map(([name, fields]) => [name, messageNode(fields)] as const));
  for (const [name, values] of Object.entries(enums)) {
    const [outer = '', inner = ''] = name.split('.');
    present(nodes.get(outer), outer).nested[inner] = { values: Object.fromEntries(values) };
  }
  return { nested: Object.fromEntries(nodes) };
}

let root: protobuf.Root | undefined;

interface Codec {
  /** Encodes fields by their names on the wire; bytes are Uint8Array, enums are numbers. Absent fields are not sent. */
  encode(message: object): Buffer;
  /** All fields are present: absent ones have their default, absent messages and oneof members are null. */
  decode(bytes: Uint8Array): unknown;
}

function codecOf(message: string): Codec {
  root ??= protobuf.Root.fromJSON({
    nested: { etcdserverpb: packageNode(facts.etcdserverpb), mvccpb: packageNode(facts.mvccpb) },
  });
  const type = root.lookupType(`etcdserverpb.${message}`);
  return {
    encode: (object) => {
      const bytes = type.encode(object).finish();
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    },
    decode: (bytes) =>
      type.toObject(type.decode(bytes), { longs: Number, defaults: true, arrays: true, objects: true }),
  };
}

export interface EtcdMethod {
  readonly path: string;
  readonly request: Codec;
  readonly response: Codec;
}

const methods = new Map<string, EtcdMethod>();

/** A method by service and name: `KV/Range`. */
export function methodOf(name: string): EtcdMethod {
  const known = methods.get(name);
  if (known) return known;
  const [service = '', own] = name.split('/');
  const all: Readonly<Record<string, readonly { name: string; req: string; res: string }[]>> = facts.services;
  const fact = present(
    all[service]?.find((each) => each.name === own),
    `etcd method ${name}`,
  );
  const method = { path: `/etcdserverpb.${name}`, request: codecOf(fact.req), response: codecOf(fact.res) };
  methods.set(name, method);
  return method;
}
