/** JSON values: exact decoding, encoding as in Go, and comparison. */
export {
  type DecodedJson,
  type DecodeJsonOptions,
  decodeJson,
  encodeJson,
  type JsonOutline,
  jsonReader,
  maxJsonDepth,
  outlineJson,
  strictMessages,
} from './json.ts';
export { JsonNumberError, JsonReader, JsonSyntaxError } from './json-reader.ts';
export { copyBefore, isPlain, own, type Plain, setOwn } from './plain-object.ts';
