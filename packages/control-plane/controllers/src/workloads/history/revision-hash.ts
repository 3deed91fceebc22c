/** The hash in the names of ControllerRevisions: FNV-1 over the JSON of their data, in the alphabet of generated names. */

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** A string as Go's encoding/json writes it. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (char) => escapes[char] ?? '');

/** JSON with sorted keys, as Go encodes a map. Undefined fields are omitted. */
function encode(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${quoted(key)}:${encode(field)}`)
    .join(',')}}`;
}

/** 32-bit FNV-1. */
function fnv(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash, 0x01000193) ^ byte;
  return hash >>> 0;
}

/** `collisionCount` is undefined only if the owner has none. Upstream: HashControllerRevision. */
export function revisionHash(data: unknown, collisionCount: number | undefined): string {
  const text = encode(data) + (collisionCount === undefined ? '' : String(collisionCount));
  return Array.from(String(fnv(new TextEncoder().encode(text))), (digit) =>
    alphabet.charAt(digit.charCodeAt(0) % alphabet.length),
  ).join('');
}
