/** String and bytes literals: quotes, raw forms, escapes. */

const simple: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
  ["'", 39],
  ['"', 34],
  ['`', 96],
  ['?', 63],
]);
const hexDigits: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['X', 2],
  ['u', 4],
  ['U', 8],
]);

/** A literal with invalid escapes; `message` is upstream's. */
export class UnquoteError extends Error {
  override readonly name = 'UnquoteError';
}

interface Escape {
  readonly code: number;
  readonly length: number;
}

function escapeAt(body: string, at: number, bytes: boolean): Escape {
  const letter = body.charAt(at + 1);
  const plain = simple.get(letter);
  if (plain !== undefined) return { code: plain, length: 2 };
  const digits = hexDigits.get(letter);
  const octal = letter >= '0' && letter <= '3';
  if (digits === undefined && !octal) throw new UnquoteError('unable to unescape string');
  if (bytes && digits !== undefined && digits > 2) throw new UnquoteError('unable to unescape string');
  const text = octal ? body.slice(at + 1, at + 4) : body.slice(at + 2, at + 2 + (digits ?? 0));
  if (octal ? !/^[0-7]{3}$/.test(text) : !/^[0-9a-fA-F]+$/.test(text) || text.length !== digits) {
    throw new UnquoteError(octal ? 'unable to unescape octal sequence in string' : 'unable to unescape string');
  }
  const code = Number.parseInt(text, octal ? 8 : 16);
  if (!bytes && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) {
    throw new UnquoteError('invalid unicode code point');
  }
  return { code, length: octal ? 4 : 2 + text.length };
}

/** Without prefix letters and quotes; `raw`: escapes are not replaced. */
function bodyOf(token: string): { readonly body: string; readonly raw: boolean } {
  const raw = token.startsWith('r') || token.startsWith('R');
  const quoted = (raw ? token.slice(1) : token).replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const width = quoted.length >= 6 && (quoted.startsWith("'''") || quoted.startsWith('"""')) ? 3 : 1;
  return { body: quoted.slice(width, -width), raw };
}

/** The text of a string token, quotes included. Throws {@link UnquoteError}. */
export function unquoteString(token: string): string {
  const { body, raw } = bodyOf(token);
  if (raw || !body.includes('\\')) return body;
  let text = '';
  let from = 0;
  for (let at = body.indexOf('\\'); at >= 0; at = body.indexOf('\\', from)) {
    const { code, length } = escapeAt(body, at, false);
    text += body.slice(from, at) + String.fromCodePoint(code);
    from = at + length;
  }
  return text + body.slice(from);
}

/** The bytes of a bytes token without its `b`: characters as UTF-8, `\x` and octal escapes as single bytes. */
export function unquoteBytes(token: string): Uint8Array {
  const { body, raw } = bodyOf(token);
  const encoder = new TextEncoder();
  if (raw || !body.includes('\\')) return encoder.encode(body);
  const parts: number[] = [];
  let from = 0;
  for (let at = body.indexOf('\\'); at >= 0; at = body.indexOf('\\', from)) {
    const { code, length } = escapeAt(body, at, true);
    for (const byte of encoder.encode(body.slice(from, at))) parts.push(byte);
    parts.push(code & 0xff);
    from = at + length;
  }
  for (const byte of encoder.encode(body.slice(from))) parts.push(byte);
  return Uint8Array.from(parts);
}
