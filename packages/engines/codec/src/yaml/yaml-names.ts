/** Scans anchors, aliases, tags and directives. */
import { type Cursor, isBlankOrEnd, isBreak } from './yaml-cursor.ts';
import { parserError, scannerError } from './yaml-error.ts';

const name = /[0-9A-Za-z_-]+/y;
const handle = /!(?:[0-9A-Za-z_-]*!)?/y;
const uri = /(?:[0-9A-Za-z_\-;/?:@&=+$.,!~*'()[\]]|%[0-9A-Fa-f]{2})*/y;

function match(pattern: RegExp, cursor: Cursor): string {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0] ?? '';
  cursor.at += found.length;
  return found;
}

/** The name of an anchor or alias; the cursor is at its indicator. */
export function anchorName(cursor: Cursor): string {
  cursor.at += 1;
  const found = match(name, cursor);
  if (found === '' || !(isBlankOrEnd(cursor.code()) || '?:,]}%@`'.includes(cursor.text[cursor.at] ?? '')))
    throw scannerError('did not find expected alphabetic or numeric character', cursor.line);
  return found;
}

/** A tag in source form: a URI in `<>`, or a handle with a suffix. The cursor is at its `!`. */
export interface ScannedTag {
  readonly handle: string;
  readonly suffix: string;
}

export function scanTag(cursor: Cursor): ScannedTag {
  let found: ScannedTag;
  if (cursor.code(1) === 60) {
    cursor.at += 2;
    found = { handle: '', suffix: percentDecoded(match(uri, cursor)) };
    if (found.suffix === '') throw scannerError('did not find expected tag URI', cursor.line);
    if (cursor.code() !== 62) throw scannerError("did not find the expected '>'", cursor.line);
    cursor.at += 1;
  } else {
    const written = match(handle, cursor);
    found = { handle: written, suffix: percentDecoded(match(uri, cursor)) };
    if (found.suffix === '' && written !== '!') throw scannerError('did not find expected tag URI', cursor.line);
  }
  if (!isBlankOrEnd(cursor.code())) throw scannerError('did not find expected whitespace or line break', cursor.line);
  return found;
}

function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The prefixes of a document's tag handles. */
export type TagPrefixes = ReadonlyMap<string, string>;

export const defaultPrefixes: TagPrefixes = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);

/** The whole tag; `!` alone is the non-specific tag. Throws for a handle that is not defined. */
export function wholeTag({ handle: written, suffix }: ScannedTag, prefixes: TagPrefixes, line: number): string {
  if (written === '') return suffix;
  const prefix = prefixes.get(written);
  if (prefix === undefined) throw parserError('found undefined tag handle', line);
  return prefix + suffix;
}

/** A directive at the start of a line; `%TAG` defines a prefix, `%YAML` must name version 1.1. */
export function scanDirective(cursor: Cursor): { readonly handle: string; readonly prefix: string } | undefined {
  const { line } = cursor;
  const end = cursor.lineEnd();
  const text = cursor.text
    .slice(cursor.at, end)
    .replace(/(?:^|[ \t])#.*$/, '')
    .trimEnd();
  cursor.at = end;
  if (!cursor.ended && isBreak(cursor.code())) cursor.break();
  const [directive, first = '', second, ...more] = text.split(/[ \t]+/);
  if (directive === '%YAML') {
    if (second !== undefined || !/^[0-9]{1,9}\.[0-9]{1,9}$/.test(first))
      throw scannerError("did not find expected digit or '.' character", line);
    if (first !== '1.1') throw parserError('found incompatible YAML document', line);
    return undefined;
  }
  if (directive !== '%TAG') throw scannerError('found unknown directive name', line);
  if (!/^!(?:[0-9A-Za-z_-]*!)?$/.test(first)) throw scannerError("did not find expected '!'", line);
  if (second === undefined || more.length > 0) throw scannerError('did not find expected whitespace', line);
  return { handle: first, prefix: percentDecoded(second) };
}
