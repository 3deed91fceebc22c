/** Protobuf codecs of an API's messages, created from its facts on first use. */
import { present } from '@kubets/base';
import protobuf from 'protobufjs/light.js';

export interface FieldFact {
  readonly name: string;
  readonly num: number;
  /** A scalar, or the name of a message or an enum. */
  readonly type: string;
  /** `repeated` or `map`. */
  readonly label?: string;
  /** The type of a map's keys. */
  readonly key?: string;
  /** The choice that the field belongs to. */
  readonly oneof?: string;
}

export interface PackageFacts {
  /** By package name: `runtime.v1`. */
  readonly name: string;
  readonly messages: Readonly<Record<string, readonly FieldFact[]>>;
  /** By name, `Outer.Inner` for an enum inside a message: pairs of name and number. */
  readonly enums: Readonly<Record<string, readonly (readonly (string | number)[])[]>>;
}

export interface CodecOptions {
  /** How fields are spelled in objects: as on the wire (`create_revision`), or in camel case (`createRevision`). */
  readonly fields: 'wire' | 'camelCase';
  /** How enums are read. `names` also makes codecs accept names when they write. */
  readonly enums: 'numbers' | 'names';
}

export interface Codec {
  /** Absent fields are not sent. */
  encode(message: object): Buffer;
  /** Every field is present: absent ones have their default, absent messages and branches of a choice are null. 64-bit numbers are numbers. */
  decode(bytes: Uint8Array): unknown;
}

type Nested = { nested: Record<string, protobuf.AnyNestedObject> };

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function messageNode(fields: readonly FieldFact[], nameOf: (name: string) => string): protobuf.IType & Nested {
  const oneofs: Record<string, { oneof: string[] }> = {};
  for (const { name, oneof } of fields) {
    if (oneof === undefined) continue;
    oneofs[oneof] ??= { oneof: [] };
    oneofs[oneof].oneof.push(nameOf(name));
  }
  const entries = fields.map(({ name, num, type, label, key }) => [
    nameOf(name),
    {
      id: num,
      type,
      ...(label === 'repeated' ? { rule: 'repeated' } : {}),
      ...(label === 'map' && key !== undefined ? { keyType: key } : {}),
    },
  ]);
  return { fields: Object.fromEntries(entries), oneofs, nested: {} };
}

function packageNode({ messages, enums }: PackageFacts, nameOf: (name: string) => string): Nested {
  const nodes = new Map(Object.entries(messages).map(([name, fields]) => [name, messageNode(fields, nameOf)] as const));
  const nested: Record<string, protobuf.AnyNestedObject> = Object.fromEntries(nodes);
  for (const [name, values] of Object.entries(enums)) {
    const [outer = '', inner] = name.split('.');
    const node = { values: Object.fromEntries(values) as Record<string, number> };
    if (inner === undefined) nested[outer] = node;
    else present(nodes.get(outer), outer).nested[inner] = node;
  }
  return { nested };
}

/** Makes each package's node under its name: `runtime.v1` is `v1` within `runtime`. */
function rootOf(packages: readonly PackageFacts[], nameOf: (name: string) => string): protobuf.Root {
  const top: Nested = { nested: {} };
  for (const each of packages) {
    const parts = each.name.split('.');
    const last = parts.pop() ?? '';
    let node = top;
    for (const part of parts) {
      const next: Nested = { nested: {} };
      node.nested[part] ??= next;
      node = node.nested[part] as Nested;
    }
    node.nested[last] = packageNode(each, nameOf);
  }
  return protobuf.Root.fromJSON(top);
}

/** The codecs of an API's messages, by full name: `runtime.v1.VersionRequest`. Throws for a name that the facts do not have. */
export function createCodecs(packages: readonly PackageFacts[], options: CodecOptions): (message: string) => Codec {
  const nameOf = options.fields === 'camelCase' ? camelCase : (name: string): string => name;
  const named = options.enums === 'names';
  const reading = { longs: Number, defaults: true, arrays: true, objects: true, ...(named ? { enums: String } : {}) };
  const codecs = new Map<string, Codec>();
  let root: protobuf.Root | undefined;
  return (message) => {
    const known = codecs.get(message);
    if (known !== undefined) return known;
    root ??= rootOf(packages, nameOf);
    const type = root.lookupType(message);
    const codec: Codec = {
      encode: (object) => {
        const bytes = type.encode(named ? type.fromObject(object) : object).finish();
        return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      },
      decode: (bytes) => type.toObject(type.decode(bytes), reading),
    };
    codecs.set(message, codec);
    return codec;
  };
}
