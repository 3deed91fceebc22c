/** Splits an expression into tokens by CEL's lexical rules. */
import type { Issues } from './issues.ts';

export type TokenKind = 'ident' | 'quoted-ident' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'symbol' | 'end';

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
const words = new Set(['in', 'true', 'false', 'null']);

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

/** Where the string that starts at `at` ends, or undefined when it does not. */
function stringEnd(source: string, at: number): number | undefined {
  stringStart.lastIndex = at;
  const start = stringStart.exec(source);
  if (start === null) return undefined;
  const [opening, , raw, quote = '"'] = start;
  const long = quote.length === 3;
  for (let i = at + opening.length; i < source.length; i++) {
    const character = source[i];
    if (source.startsWith(quote, i)) return i + quote.length;
    if (!long && (character === '\n' || character === '\r')) return undefined;
    if (character !== '\\' || raw !== '') continue;
    const escaped = matchAt(escapeSequence, source, i);
    if (escaped === undefined) return undefined;
    i += escaped.length - 1;
  }
  // `"""a` is no long string, but an empty one and more.
  return long ? at + opening.length - 1 : undefined;
}

function tokenAt(source: string, at: number): Token | undefined {
  const end = stringEnd(source, at);
  if (end !== undefined) {
    const kind = source[at] === 'b' || source[at] === 'B' ? 'bytes' : 'string';
    return { kind, text: source.slice(at, end), at };
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

/** The tokens, with one of kind `end` behind them. What is no token is reported and passed over. */
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

/** How much of the text is said to be unreadable: an open string to the end of its line, else what a token would need. */
function badText(source: string, at: number): string {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  if (character === '"' || character === "'") {
    const line = /[^\n\r]*(?:\r?\n)?/y;
    return matchAt(line, source, at) ?? character;
  }
  const alone = character === '|' || character === '&' || character === '=' || character === '`';
  return alone ? source.slice(at, at + 2) : character;
}
