/** Encodes a list item by item, with no more than one chunk in memory. */
import { encodeJson } from '@kubets/machinery/json';
import type { KubeObject, ListMeta } from '@kubets/machinery/meta';
import { jsonParts, versionText } from '../engine/object-bytes.ts';
import type { ServedObject } from '../requests/served-object.ts';
import { Chunks } from './chunks.ts';
import { partialOf } from './table.ts';

export interface ListForm {
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
  item(out: Chunks, served: ServedObject): void;
  /** Items are decoded: what they cost depends on their size in the store, which can be much more than what is shown. */
  readonly decodes?: true;
  /** The complete text of a list without items, if it is not head and tail. */
  readonly empty?: string;
}

export interface ListHead {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: ListMeta;
}

type ItemKind = Pick<ListHead, 'kind' | 'apiVersion'>;
type Member = 'items' | 'rows';

/** Converts the objects of the list: unchanged, without kind and apiVersion, or only their metadata. */
export type Shown = (object: KubeObject) => object;

/** As upstream: items of typed lists have neither kind nor apiVersion, since the list has them. */
export const bare: Shown = ({ kind: _, apiVersion: __, ...rest }) => rest;
export const whole: Shown = (object) => object;
export const partial =
  (version: string): Shown =>
  (object) =>
    partialOf(object, version);

const opened = (head: object): string => encodeJson(head).slice(0, -1);

/** Stored bytes are passed on without decoding them. */
export function storedJson(head: ListHead, item: ItemKind, isBare: boolean): ListForm {
  const before = isBare ? '{"metadata":{' : `${opened({ kind: item.kind, apiVersion: item.apiVersion })},"metadata":{`;
  const shown = isBare ? bare : whole;
  return {
    head: `${opened(head)},"items":[`,
    separator: ',',
    tail: ']}\n',
    item(out, served) {
      const tail = served.tail();
      if (tail === undefined) {
        if (isBare) out.text(encodeJson(shown(served.glance())));
        else for (const part of jsonParts(served.object)) out.bytes(part);
        return;
      }
      out.text(before + versionText(served.revision, tail));
      out.bytes(tail);
    },
  };
}

/** `member` is the field of the items. */
export function jsonForm(head: object, member: Member, shown: Shown): ListForm {
  return {
    head: `${opened(head)},"${member}":[`,
    separator: ',',
    tail: ']}\n',
    decodes: true,
    item: (out, served) => out.text(encodeJson(shown(served.glance()))),
  };
}

const indented = (value: unknown, depth: number): string => {
  const text = encodeJson(value, 2);
  return depth === 0 ? text : text.replaceAll('\n', `\n${' '.repeat(depth)}`);
};

/** Indented JSON for people. */
export function prettyForm(head: object, member: Member, shown: Shown): ListForm {
  const start = indented(head, 0).slice(0, -2);
  return {
    head: `${start},\n  "${member}": [\n    `,
    separator: ',\n    ',
    tail: '\n  ]\n}\n',
    empty: `${start},\n  "${member}": []\n}\n`,
    decodes: true,
    item: (out, served) => out.text(indented(shown(served.glance()), 4)),
  };
}

/** Keys sorted, as in all YAML of Kubernetes: items and rows are between the others. */
export function yamlForm(head: object, member: Member, shown: Shown, toYaml: (value: unknown) => string): ListForm {
  const side = (first: boolean): string => {
    const entries = Object.entries(head).filter(([key]) => key < member === first);
    return entries.length === 0 ? '' : toYaml(Object.fromEntries(entries));
  };
  const tail = `${side(false)}\n`;
  return {
    head: `${side(true)}${member}:\n`,
    separator: '',
    tail,
    empty: `${side(true)}${member}: []\n${tail}`,
    decodes: true,
    item: (out, served) => out.text(toYaml([shown(served.glance())])),
  };
}

/** The size in the store of the objects of a chunk that are decoded: others are answered after each chunk. */
const maxDecodedBytes = 256 * 1024;
const unknownSizeBytes = 4 * 1024;

/** A chunk is valid until the reader requests the next. */
export function* listChunks(form: ListForm, items: Iterable<ServedObject>): Generator<Uint8Array, void, undefined> {
  const out = new Chunks();
  let first = true;
  let decodedBytes = 0;
  for (const item of items) {
    out.text(first ? form.head : form.separator);
    first = false;
    form.item(out, item);
    if (form.decodes === true) decodedBytes += item.tail()?.length ?? unknownSizeBytes;
    if (decodedBytes >= maxDecodedBytes) out.end();
    const full = out.full();
    if (full === undefined) continue;
    decodedBytes = 0;
    yield* full;
    out.reuse();
  }
  out.text(first ? (form.empty ?? form.head + form.tail) : form.tail);
  yield* out.rest();
}
