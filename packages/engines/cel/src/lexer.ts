/** Splits an expression into tokens by CEL's lexical rules. */
import type { Issues } from './issues.ts';

type TokenKind = 'ident' | 'quoted-ident' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'symbol' | 'end';

export interface Token {
  /** `symbol`: operators, brackets and the words `in`, `true`, `false`, `null`. */
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

const blanks = /(?:[\t \r\n\f]+|\/\/[^\n]*)+/y;
const double = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y;
const integer = /(?:0x[0-9a-fA-F]+|\d+)[uU]?/y;
const word = /[A-Za-z_][A-Za-z0-9_]*/y;
const quotedWord = /`[A-Za-z0-9_.\-/ ]+`/y;
const symbol = /==|!=|<=|>=|&&|\|\||[<>[\]{}().,\-!?:+*/%]/y;
const stringStart = /([bB]?)([rR]?)("""|'''|"|')/y;
const escapeSequence = /\\(?:[abfnrtv"'\\?`]|[0-3][0-7][0-7]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/y;
/** The well-formed part of an escape. */
const escapeStart = /\\(?:[xX][0-9a-fA-F]?|u[0-9a-fA-F]{0,3}|U[0-9a-fA-F]{0,7}|[0-3][0-7]?)?/y;
const words = new Set(['in', 'true', 'false', 'null']);

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

interface StringScan {
  /** The offset after the closing quote, or where the scan stopped. */
  readonly end: number;
  readonly closed: boolean;
}

/** Scans a string; undefined if there is no quote. */
function scanString(source: string, at: number): StringScan | undefined {
  stringStart.lastIndex = at;
  const start = stringStart.exec(source);
  if (start === null) return undefined;
  const [opening, , raw, quote = '"'] = start;
  const long = quote.length === 3;
  for (let i = at + opening.length; i < source.length; i++) {
    const character = source[i];
    if (source.startsWith(quote, i)) return { end: i + quote.length, closed: true };
    if (!long && (character === '\n' || character === '\r')) return { end: i, closed: false };
    if (character !== '\\' || raw !== '') continue;
    const escaped = matchAt(escapeSequence, source, i);
    if (escaped === undefined) return { end: i + (matchAt(escapeStart, source, i)?.length ?? 1), closed: false };
    i += escaped.length - 1;
  }
  // `"""a` is not a long string, but an empty one followed by more.
  return long ? { end: at + opening.length - 1, closed: true } : { end: source.length, closed: false };
}

function tokenAt(source: string, at: number): Token | undefined {
  const scan = scanString(source, at);
  if (scan?.closed === true) {
    const kind = source[at] === 'b' || source[at] === 'B' ? 'bytes' : 'string';
    return { kind, text: source.slice(at, scan.end), at };
  }
  const number = matchAt(double, source, at);
  if (number !== undefined) return { kind: 'double', text: number, at };
  const whole = matchAt(integer, source, at);
  if (whole !== undefined) return { kind: /[uU]$/.test(whole) ? 'uint' : 'int', text: whole, at };
  const name = matchAt(word, source, at);
  if (name !== undefined) return { kind: words.has(name) ? 'symbol' : 'ident', text: name, at };
  const quoted = matchAt(quotedWord, source, at);
  if (quoted !== undefined) return { kind: 'quoted-ident', text: quoted, at };
  const sign = matchAt(symbol, source, at);
  return sign === undefined ? undefined : { kind: 'symbol', text: sign, at };
}

/** The tokens, followed by one of kind `end`. Invalid characters are reported and skipped. */
export function tokenize(source: string, issues: Issues): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const skipped = matchAt(blanks, source, at);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const token = tokenAt(source, at);
    if (token !== undefined) {
      tokens.push(token);
      at += token.text.length;
      continue;
    }
    const bad = badText(source, at);
    issues.report(at, `Syntax error: token recognition error at: '${bad}'`);
    at += bad.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: source.length });
  return tokens;
}

/** The length of the reported invalid text, up to the first character that cannot continue a token. */
function badText(source: string, at: number): string {
  const scan = scanString(source, at);
  const alone = scan === undefined && /[|&=`]/.test(source.charAt(at));
  const last = scan?.end ?? (alone ? at + 1 : at);
  const length = (source.codePointAt(last) ?? 0) > 0xffff ? 2 : 1;
  return source.slice(at, last + length);
}
