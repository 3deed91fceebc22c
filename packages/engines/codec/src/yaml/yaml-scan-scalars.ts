/** Scans YAML scalars: plain, quoted and block scalars. */
import { type Cursor, isBlank, isBlankOrEnd, isBreak } from './yaml-cursor.ts';
import { scannerError } from './yaml-error.ts';

/** The number of pieces that are joined at a time. Joining is several times faster than appending a million pieces one by one. */
const pieceCount = 1_024;

/** Builds a text from pieces. */
class Text {
  #whole = '';
  #pieces: string[] = [];

  add(piece: string): void {
    if (piece === '') return;
    this.#pieces.push(piece);
    if (this.#pieces.length === pieceCount) this.#join();
  }

  get empty(): boolean {
    return this.#whole === '' && this.#pieces.length === 0;
  }

  toString(): string {
    this.#join();
    return this.#whole;
  }

  #join(): void {
    const joined = this.#pieces.length === 1 ? this.#pieces[0] : this.#pieces.join('');
    this.#whole += joined;
    this.#pieces = [];
  }
}

/** Line breaks and blanks between two pieces of a folded scalar. */
class Fold {
  #blanks = '';
  #first = '';
  #more = '';

  /** Consumes blanks and line breaks. Returns whether there was a line break. */
  take(cursor: Cursor, onTab?: () => void): boolean {
    let broken = false;
    this.#blanks = '';
    this.#more = '';
    for (;;) {
      const code = cursor.code();
      if (isBlank(code)) {
        const start = cursor.at;
        if (broken && onTab !== undefined) this.#indentation(cursor, onTab);
        else cursor.skipBlanks();
        if (!broken) this.#blanks = cursor.text.slice(start, cursor.at);
      } else if (code === 10 && broken) {
        const more = cursor.lineFeeds();
        this.#more += more === 1 ? '\n' : '\n'.repeat(more);
      } else if (isBreak(code)) {
        const each = cursor.break();
        if (broken) this.#more += each;
        else this.#first = each;
        broken = true;
      } else return broken;
    }
  }

  #indentation(cursor: Cursor, onTab: () => void): void {
    for (let code = cursor.code(); isBlank(code); code = cursor.code()) {
      if (code === 9) onTab();
      cursor.at += 1;
    }
  }

  /** The text of the consumed line breaks in the scalar. */
  text(broken: boolean): string {
    if (!broken) return this.#blanks;
    if (this.#first !== '\n') return this.#first + this.#more;
    return this.#more === '' ? ' ' : this.#more;
  }

  /** Like `text`, after an escaped line break: further line breaks are kept, leading blanks are dropped. */
  textAfterEscape(broken: boolean): string {
    return broken ? this.#first + this.#more : '';
  }
}

/**
 * The end of a piece of a plain scalar: before a line break, a comment, a colon that ends a key, or, in flow context, an
 * indicator. Blanks before these do not belong to the piece.
 */
function plainEnd(cursor: Cursor, flow: boolean): number {
  const { text } = cursor;
  let end = cursor.at;
  for (let at = end; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9) continue;
    if (code >= 48 && code <= 57) end = at + 1;
    else if (code === 58) {
      if (isBlankOrEnd(text.charCodeAt(at + 1))) return end;
      end = at + 1;
    } else if (code === 35) {
      if (at > end || at === cursor.at) return end;
      end = at + 1;
    } else if (Number.isNaN(code) || isBreak(code)) return end;
    else if (flow && (code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125))
      return end;
    else end = at + 1;
  }
}

/** Scans a plain scalar with at least this indentation. `broken`: line breaks follow it. */
export function plainScalar(cursor: Cursor, indent: number, flow: boolean): { value: string; broken: boolean } {
  const value = new Text();
  let between = '';
  let broken = false;
  const fold = new Fold();
  const refuseTab = (): void => {
    if (cursor.column < indent) throw scannerError('found a tab character that violates indentation', cursor.line);
  };
  while (!cursor.isDocumentIndicator()) {
    const end = plainEnd(cursor, flow);
    if (end > cursor.at) {
      const piece = cursor.text.slice(cursor.at, end);
      value.add(between === '' ? piece : between + piece);
      between = '';
      broken = false;
      cursor.at = end;
    } else if (!value.empty && between !== '') break;
    const next = cursor.code();
    if (!isBlank(next) && !isBreak(next)) break;
    broken = fold.take(cursor, refuseTab);
    between = fold.text(broken);
    if (!broken || (!flow && cursor.column < indent)) break;
  }
  return { value: value.toString(), broken };
}

/** The position of the next quote, backslash, line break or end of the text, skipping blanks that are followed by text. */
function quotedEnd({ text, at: start }: Cursor, quote: number): number {
  let end = start;
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 9) continue;
    if (code === quote || (code === 92 && quote === 34)) return at;
    if (Number.isNaN(code) || isBreak(code)) return end;
    end = at + 1;
  }
}

/** Scans a quoted scalar. The cursor is at its opening quote. */
export function quotedScalar(cursor: Cursor, double: boolean): string {
  const quote = double ? 34 : 39;
  cursor.at += 1;
  const value = new Text();
  const fold = new Fold();
  for (;;) {
    if (cursor.isDocumentIndicator()) throw scannerError('found unexpected document indicator', cursor.line);
    if (cursor.ended) {
      cursor.finish();
      throw scannerError('found unexpected end of stream', cursor.line);
    }
    let start = cursor.at;
    let escapedBreak = false;
    for (;;) {
      cursor.at = quotedEnd(cursor, quote);
      const code = cursor.code();
      if (isBlankOrEnd(code)) break;
      if (code === quote) {
        if (double || cursor.code(1) !== quote) break;
        value.add(cursor.text.slice(start, cursor.at + 1));
        start = cursor.at += 2;
      } else if (double && code === 92) {
        if (cursor.at > start) value.add(cursor.text.slice(start, cursor.at));
        cursor.at += 1;
        escapedBreak = isBreak(cursor.code());
        if (escapedBreak) cursor.break();
        else value.add(escapeSequence(cursor));
        start = cursor.at;
        if (escapedBreak) break;
      }
    }
    value.add(cursor.text.slice(start, cursor.at));
    if (cursor.code() === quote) {
      cursor.at += 1;
      return value.toString();
    }
    const broken = fold.take(cursor);
    value.add(escapedBreak ? fold.textAfterEscape(broken) : fold.text(broken));
  }
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
/** Single-character escapes by character code. A text may contain a million of them. */
const escapesByCode: readonly (string | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  new Map(Object.entries(escapes)).get(String.fromCharCode(code)),
);

/** Scans the escape sequence after a backslash. */
function escapeSequence(cursor: Cursor): string {
  const known = escapesByCode[cursor.code()];
  const char = cursor.text[cursor.at] ?? '';
  cursor.at += 1;
  if (known !== undefined) return known;
  const digits = Object.hasOwn(hexDigits, char) ? (hexDigits[char] as number) : 0;
  if (digits === 0) throw scannerError('found unknown escape character', cursor.line);
  const hex = cursor.text.slice(cursor.at, cursor.at + digits);
  if (hex.length < digits || !/^[0-9a-fA-F]+$/.test(hex))
    throw scannerError('did not find expected hexdecimal number', cursor.line);
  const point = Number.parseInt(hex, 16);
  if ((point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff)
    throw scannerError('found invalid Unicode character escape code', cursor.line);
  cursor.at += digits;
  return String.fromCodePoint(point);
}

interface BlockHeader {
  readonly keep: boolean;
  readonly strip: boolean;
  /** 0: the indentation of the first line. */
  readonly increment: number;
}

function blockHeader(cursor: Cursor): BlockHeader {
  const found = { keep: false, strip: false, increment: 0 };
  let chomped = false;
  for (;;) {
    const code = cursor.code();
    if (!chomped && (code === 43 || code === 45)) {
      found.keep = code === 43;
      found.strip = code === 45;
      chomped = true;
    } else if (found.increment === 0 && code >= 48 && code <= 57) {
      if (code === 48) throw scannerError('found an indentation indicator equal to 0', cursor.line);
      found.increment = code - 48;
    } else break;
    cursor.at += 1;
  }
  cursor.skipBlanks();
  if (cursor.code() === 35) cursor.at = cursor.lineEnd();
  if (!cursor.ended && !isBreak(cursor.code()))
    throw scannerError('did not find expected comment or line break', cursor.line);
  if (!cursor.ended) cursor.break();
  return found;
}

/** Consumes indentation and empty lines. If `indent` is unset, it is set to the deepest indentation of these lines. */
function emptyLines(cursor: Cursor, indent: number, parent: number): { breaks: string; indent: number } {
  let breaks = '';
  let deepest = 0;
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.code() === 32) cursor.at += 1;
    deepest = Math.max(deepest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.code() === 9)
      throw scannerError('found a tab character where an indentation space is expected', cursor.line);
    if (!isBreak(cursor.code())) break;
    breaks += cursor.break();
  }
  return { breaks, indent: indent === 0 ? Math.max(deepest, parent + 1, 1) : indent };
}

/** Scans a literal or folded block scalar. The cursor is at its indicator. `parent`: the indentation of the parent, -1 if there is none. */
export function blockScalar(cursor: Cursor, literal: boolean, parent: number): string {
  cursor.at += 1;
  const { keep, strip, increment } = blockHeader(cursor);
  let { breaks, indent } = emptyLines(cursor, increment === 0 ? 0 : Math.max(parent, 0) + increment, parent);
  const value = new Text();
  let before = '';
  let blankBefore = false;
  while (cursor.column === indent && !cursor.ended) {
    const blank = isBlank(cursor.code());
    if (!literal && before === '\n' && !blankBefore && !blank) value.add(breaks === '' ? ' ' : breaks);
    else {
      value.add(before);
      value.add(breaks);
    }
    blankBefore = blank;
    const end = cursor.lineEnd();
    value.add(cursor.text.slice(cursor.at, end));
    cursor.at = end;
    before = cursor.ended ? '' : cursor.break();
    ({ breaks, indent } = emptyLines(cursor, indent, parent));
  }
  if (!strip) value.add(before);
  if (keep) value.add(breaks);
  return value.toString();
}
