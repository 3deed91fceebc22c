/**
 * JSON decoding and encoding with `JSON.parse` and `JSON.stringify` where they are exact, and a custom reader otherwise.
 */
import { JsonReader } from './json-reader.ts';

export interface DecodeJsonOptions {
  /** The maximum nesting depth. Default 1000 (Go: 10000), so that decoded values can be traversed recursively. */
  readonly maxDepth?: number;
  /** Whether to look for duplicate keys. */
  readonly duplicates?: boolean;
}

export interface DecodedJson {
  readonly value: unknown;
  /** Paths of duplicate keys, `spec.replicas`; empty unless requested. At most 100, as upstream. */
  readonly duplicates: readonly string[];
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const none: readonly string[] = [];
/** The default maximum depth of the decoder. Patches must not create deeper values. */
export const maxJsonDepth = 1_000;

/** Text that JSON.parse may not read exactly: integers over 2^53, exponents beyond float64, unpaired surrogates (`\\u`). */
const inexact = /[0-9]{16}|(?:^|[\s:,[-])[0-9.]+[eE]\+?[0-9]{3}/;

/**
 * Decodes one JSON document. Integers that are not safe become bigint when int64 holds them; `__proto__` is a plain key;
 * the last of duplicate keys wins. Throws `JsonSyntaxError` or `JsonNumberError` with Go's messages.
 * Slightly slower than JSON.parse, and about a third slower if duplicates are requested.
 */
export function decodeJson(input: Uint8Array | string, options: DecodeJsonOptions = {}): DecodedJson {
  const text = typeof input === 'string' ? input : utf8.decode(input);
  const maxDepth = options.maxDepth ?? maxJsonDepth;
  const duplicates = options.duplicates ?? false;
  if (text.includes('\\ud') || text.includes('\\uD') || inexact.test(text)) return slow(text, maxDepth, duplicates);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return slow(text, maxDepth, duplicates);
  }
  // With fewer brackets, the depth cannot be exceeded. Counting is cheaper than tracking the depth.
  if (duplicates || openers(text, maxDepth) > maxDepth) {
    const { depth, members } = outline(text);
    if (depth > maxDepth || (duplicates && members !== memberCount(value))) return slow(text, maxDepth, duplicates);
  }
  return { value, duplicates: none };
}

/** For a long text that is decoded in steps: see `JsonReader.readSome`. */
export function jsonReader(input: Uint8Array, maxDepth = maxJsonDepth): JsonReader {
  return new JsonReader(utf8.decode(input), maxDepth);
}

export interface JsonOutline {
  /** An upper bound: keys, members and items count one each. */
  readonly values: number;
  readonly depth: number;
}

/** The number of values in a JSON text, computed much faster than by decoding. Also works for invalid JSON. */
export function outlineJson(bytes: Uint8Array): JsonOutline {
  let values = 1;
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) at = stringEndIn(bytes, at);
    else if (byte === 0x2c || byte === 0x3a) values += 1;
    else if (byte === 0x5b || byte === 0x7b) {
      values += 1;
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return { values, depth: deepest };
}

/** The index of the quote that ends the string starting at `start`; the end of the text if there is none. */
function stringEndIn(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) return at;
    if (byte === 0x5c) at += 1;
  }
  return bytes.length;
}

function slow(text: string, maxDepth: number, duplicates: boolean): DecodedJson {
  const read = new JsonReader(text, maxDepth).read();
  return duplicates ? read : { value: read.value, duplicates: none };
}

/** The number of opening brackets, including those in strings, counted up to `limit`. */
function openers(text: string, limit: number): number {
  let count = 0;
  for (const bracket of '{[') {
    for (let at = text.indexOf(bracket); at >= 0 && count <= limit; at = text.indexOf(bracket, at + 1)) count += 1;
  }
  return count;
}

/** Depth and number of `key: value` members of a text that is known to be JSON. */
function outline(text: string): { depth: number; members: number } {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) i = stringEnd(text, i);
    else if (code === 58) members += 1;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 125 || code === 93) depth -= 1;
  }
  return { depth: deepest, members };
}

/** The index of the quote that ends the string starting at `start`. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; ; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) return i;
    if (code === 92) i += 1;
  }
}

/** The number of members of all objects in the value. If it is less than in the text, there are duplicates. */
function memberCount(root: unknown): number {
  let count = 0;
  const pending: object[] = [];
  const note = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) pending.push(value);
  };
  note(root);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (Array.isArray(next)) for (const item of next) note(item);
    else {
      const object = next as Record<string, unknown>;
      for (const key in object) {
        count += 1;
        note(object[key]);
      }
    }
  }
  return count;
}

/** `JSON.rawJSON` (ES2026), which the compiler's library does not know yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/**
 * Encodes a JSON value; bigint becomes an integer literal. As fast as JSON.stringify if there is none. `indent`: the number
 * of spaces for each level.
 */
export function encodeJson(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const exact = (_key: string, each: unknown): unknown => (typeof each === 'bigint' ? rawJSON(String(each)) : each);
    return JSON.stringify(value, exact, indent);
  }
}

/** The messages of strict decoding, as upstream, for an error or for warnings. */
export function strictMessages(found: {
  readonly duplicates?: readonly string[];
  readonly unknown?: readonly string[];
}): readonly string[] {
  return [
    ...(found.duplicates ?? none).map((path) => `duplicate field ${JSON.stringify(path)}`),
    ...(found.unknown ?? none).map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
}
