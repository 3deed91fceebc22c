/** Quoted strings of JSONPath: Go's escapes, in either kind of quotes. */
import { JsonPathError } from './jsonpath-node.ts';

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

const piece = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([abfnrtv\\'"]))|[^\\]/gsu;

/** Unquotes a string with its quotes. Throws JsonPathError. */
export function unquote(quoted: string): string {
  const quote = quoted.charAt(0);
  const body = quoted.slice(1, -1);
  const fail = (): never => {
    throw new JsonPathError(`unquote string ${quoted} error invalid syntax`);
  };
  if (quoted.length < 2 || !quoted.endsWith(quote)) return fail();
  if (!body.includes('\\') && !body.includes(quote)) return body;
  let text = '';
  let end = 0;
  for (const match of body.matchAll(piece)) {
    const [whole, x, u, long, octal, letter] = match;
    if (match.index !== end || whole === quote) return fail();
    end += whole.length;
    const code = x ?? u ?? long;
    const point = code === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(code, 16);
    if (point > 0x10ffff || (letter === '"' || letter === "'" ? letter !== quote : false)) return fail();
    if (letter !== undefined) text += simple[letter] ?? letter;
    else text += Number.isNaN(point) ? whole : String.fromCodePoint(point);
  }
  return end === body.length ? text : fail();
}
