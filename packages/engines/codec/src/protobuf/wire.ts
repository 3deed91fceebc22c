/** What reading and writing of protobuf's wire format share. */

/** The bytes are no protobuf message of the expected form, or a value has no such form. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** The message has more fields than its reader takes. */
export class TooManyFieldsError extends Error {
  override readonly name = 'TooManyFieldsError';
}

export const wireType = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

/** Messages within messages. Only schemas of custom resources nest without an end of their own. */
export const deepest = 200;

/** An object as a message's fields, by their names in JSON. */
export type Fields = Record<string, unknown>;

/** Stands for a message that has no value, where its fields are written all the same. */
export const unset: Fields = Object.freeze({});
