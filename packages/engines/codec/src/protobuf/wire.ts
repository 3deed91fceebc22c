/** Shared parts of reading and writing the wire format. */

/** The bytes are not a valid message of the expected type, or a value cannot be encoded. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

/** The message has more fields than its reader takes. */
export class TooManyFieldsError extends Error {
  override readonly name = 'TooManyFieldsError';
}

export const wireType = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

/** The maximum nesting depth of messages. Only schemas of custom resources are recursive. */
export const maxMessageDepth = 200;

/** An object as a message's fields, by their names in JSON. */
export type Fields = Record<string, unknown>;

/** An unset message whose fields are still written. */
export const unset: Fields = Object.freeze({});
