/** CRI's messages as protobuf codecs, built from the facts of the API at first use. */
import protobuf from 'protobufjs/light.js';
import facts from './facts/cri.json' with { type: 'json' };

interface FieldFact {
  readonly name: string;
  readonly num: number;
  readonly type: string;
  readonly label?: string;
  readonly key?: string;
}

interface EnumNode {
  values: Record<string, number>;
}

interface MessageNode {
  fields: Record<string, { id: number; type: string; rule?: 'repeated'; keyType?: string }>;
  nested: Record<string, EnumNode>;
}

/** `log_directory` → `logDirectory`: messages are read and written in our own case. */
const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function messageNode(fields: readonly FieldFact[]): MessageNode {
  const entries = fields.map(({ name, num, type, label, key }) => [
    camelCase(name),
    {
      id: num,
      type,
      ...(label === 'repeated' ? { rule: 'repeated' as const } : {}),
      ...(label === 'map' && key !== undefined ? { keyType: key } : {}),
    },
  ]);
  return { fields: Object.fromEntries(entries), nested: {} };
}

function buildRoot(): protobuf.Root {
  const messages = Object.entries(facts.messages).map(([name, { fields }]) => [name, messageNode(fields)] as const);
  const nested: Record<string, MessageNode | EnumNode> = Object.fromEntries(messages);
  for (const [name, values] of Object.entries(facts.enums)) {
    const node: EnumNode = { values: Object.fromEntries(values) };
    const [outer, inner] = name.split('.') as [string, string | undefined];
    const parent = nested[outer];
    if (inner === undefined) nested[outer] = node;
    else if (parent !== undefined && 'fields' in parent) parent.nested[inner] = node;
  }
  return protobuf.Root.fromJSON({ nested: { runtime: { nested: { v1: { nested } } } } });
}

let root: protobuf.Root | undefined;

export interface Codec {
  encode(message: object): Buffer;
  /** Every field is present: absent ones have their default; enums are names, 64-bit numbers are numbers. */
  decode(bytes: Uint8Array): unknown;
}

export function codecOf(message: string): Codec {
  root ??= buildRoot();
  const type = root.lookupType(`runtime.v1.${message}`);
  return {
    encode: (object) => Buffer.from(type.encode(type.fromObject(object)).finish()),
    decode: (bytes) =>
      type.toObject(type.decode(bytes), { enums: String, longs: Number, defaults: true, arrays: true, objects: true }),
  };
}

export type CriService = keyof typeof facts.services;

export interface CriMethod {
  readonly path: string;
  readonly request: string;
  readonly response: string;
}

/** The wire facts of a method; undefined when the API has none of that name. */
export function methodOf(service: CriService, name: string): CriMethod | undefined {
  const method = facts.services[service].find((each) => each.name === name);
  return method && { path: `/${facts.package}.${service}/${name}`, request: method.req, response: method.res };
}
