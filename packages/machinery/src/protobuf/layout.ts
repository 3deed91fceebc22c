/** How a type's fields lie in its message: from the numbers that the API facts give each field. */

import { invariant } from '@kubets/base';
import type { FieldNode, TypeNode, TypeTable } from '../schema/type-node.ts';

/** What the facts say of a field's place on the wire, beside its type. */
interface WireFacts {
  readonly num?: number;
  readonly label?: 'optional' | 'repeated' | 'map';
  readonly ptype?: string;
  readonly pkey?: string;
  /** The field lies in nested messages that JSON flattens: number, name and type of each. */
  readonly via?: readonly (readonly [number, string, string])[];
  /** apiVersion and kind travel in the envelope. */
  readonly envelope?: boolean;
}

export type WireField = FieldNode & WireFacts;
export type WireType = Omit<TypeNode, 'fields'> & {
  readonly fields?: readonly WireField[];
  /** The message of a type whose JSON is not that object: Time, Quantity, IntOrString … */
  readonly protoFields?: readonly { readonly name: string; readonly num: number }[];
};

export type Slot =
  | {
      readonly type: 'field';
      readonly num: number;
      readonly name: string;
      readonly label: 'optional' | 'repeated' | 'map';
      /** A scalar's name or a type's. */
      readonly of: string;
      /** Written even when it has no value, as Go writes what is no pointer. */
      readonly always: boolean;
      /** A zero value means that the field is not set. */
      readonly zeroIsAbsent: boolean;
    }
  /** A message whose fields are the containing object's own. */
  | { readonly type: 'inline'; readonly num: number; readonly layout: Layout };

/** Slots by ascending number. */
export interface Layout {
  readonly slots: readonly Slot[];
  readonly byNumber: ReadonlyMap<number, Slot>;
}

function slotOf(field: WireField): Slot {
  invariant(field.num !== undefined && field.ptype !== undefined, `${field.name} has no number`);
  const label = field.label ?? 'optional';
  const plain = label === 'optional' && field.ptr !== true;
  return {
    type: 'field',
    num: field.num,
    name: field.name,
    label,
    of: field.ptype,
    always: plain,
    zeroIsAbsent: plain && (field.omit === 'empty' || field.omit === 'both'),
  };
}

function layoutOf(slots: readonly Slot[]): Layout {
  const sorted = [...slots].sort((a, b) => a.num - b.num);
  return { slots: sorted, byNumber: new Map(sorted.map((slot) => [slot.num, slot])) };
}

/** Fields `depth` levels down their `via`, gathered by the message they lie in at that level. */
function arrange(fields: readonly WireField[], depth: number): Layout {
  const here = fields.filter((field) => (field.via?.length ?? 0) === depth).map(slotOf);
  const deeper = Map.groupBy(
    fields.filter((field) => (field.via?.length ?? 0) > depth),
    (field) => field.via?.[depth]?.[0] ?? 0,
  );
  const inline = Array.from(
    deeper,
    ([num, below]): Slot => ({ type: 'inline', num, layout: arrange(below, depth + 1) }),
  );
  return layoutOf([...here, ...inline]);
}

const layouts = new WeakMap<TypeNode, Layout>();

/** The layout of a type that is a message with fields; undefined for the types with JSON of their own. */
export function layoutOfType(name: string, table: TypeTable): Layout | undefined {
  const type = table.get(name) as WireType | undefined;
  invariant(type !== undefined, `no type ${name}`);
  if (type.protoFields !== undefined || type.fields === undefined) return undefined;
  const known = layouts.get(type as TypeNode);
  if (known !== undefined) return known;
  const layout = arrange(
    type.fields.filter((field) => field.envelope !== true && field.num !== undefined),
    0,
  );
  layouts.set(type as TypeNode, layout);
  return layout;
}
