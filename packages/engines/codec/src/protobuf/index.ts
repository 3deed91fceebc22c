/** The protobuf encoding of API objects. */
export {
  decodeProtobuf,
  encodeProtobuf,
  protobufEnvelope,
  protobufItemHead,
  protobufMediaType,
  protobufWatchFrame,
  type TypeFinder,
} from './envelope.ts';
export { MessageReader } from './message-reader.ts';
export { type MessageCodec, type MessageTable, readMessage, writeMessage } from './message-table.ts';
export { MessageWriter } from './message-writer.ts';
export { schemaOrArray, schemaOrBool, schemaOrStrings } from './schema-values.ts';
export {
  durationCodec,
  intOrStringCodec,
  jsonCodec,
  microTimeCodec,
  quantityCodec,
  stringsCodec,
  timeCodec,
  unknownCodec,
} from './special-types.ts';
export { type Fields, ProtobufError, TooManyFieldsError } from './wire.ts';
