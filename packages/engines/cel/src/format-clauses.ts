/** Parses format strings with clauses such as `%s` and `%.3f`. Errors have upstream's messages. */

/** An invalid format string. `message` is upstream's. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

export interface FormatClause {
  readonly verb: 's' | 'd' | 'f' | 'e' | 'b' | 'x' | 'X' | 'o';
  readonly precision: number | undefined;
}

const verbs = 'sdfebxXo';
const parsing = 'could not parse formatting clause';
/** The maximum precision. */
const maxDigits = 1_000;

function clauseAt(text: string, at: number): { readonly clause: FormatClause; readonly end: number } {
  let end = at;
  let precision: number | undefined;
  if (text[end] === '.') {
    const [digits = ''] = /^\d*/.exec(text.slice(end + 1, end + 20)) ?? [];
    end += 1 + digits.length;
    if (end >= text.length) {
      throw new FormatError(`${parsing}: error while parsing precision: could not find end of precision specifier`);
    }
    precision = Number(digits);
    if (digits === '' || precision > maxDigits) {
      const why = `strconv.Atoi: parsing ${JSON.stringify(digits)}: invalid syntax`;
      throw new FormatError(
        `${parsing}: error while parsing precision: error while converting precision to integer: ${why}`,
      );
    }
  }
  const verb = text[end] ?? '';
  if (verb === '' || !verbs.includes(verb))
    throw new FormatError(`${parsing}: unrecognized formatting clause "${verb}"`);
  return { clause: { verb: verb as FormatClause['verb'], precision }, end: end + 1 };
}

/** Replaces each clause by the result of `write`. Throws {@link FormatError}. */
export function walkFormat(
  text: string,
  count: number,
  write: (index: number, clause: FormatClause) => string,
): string {
  let written = '';
  let index = 0;
  let from = 0;
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', from)) {
    written += text.slice(from, at);
    from = at + 2;
    if (text[at + 1] === '%') {
      written += '%';
      continue;
    }
    if (index >= count) throw new FormatError(`index ${index} out of range`);
    if (at + 1 >= text.length) throw new FormatError('unexpected end of string');
    const { clause, end } = clauseAt(text, at + 1);
    written += write(index, clause);
    index += 1;
    from = end;
  }
  return written + text.slice(from);
}

/** The argument types that a clause refuses. */
export function refusal(verb: FormatClause['verb'], type: string): string {
  const reasons: Readonly<Record<FormatClause['verb'], string>> = {
    s: 'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
    d: 'decimal clause can only be used on integers',
    f: 'fixed-point clause can only be used on doubles',
    e: 'scientific clause can only be used on doubles',
    b: 'only integers and bools can be formatted as binary',
    x: 'only integers, byte buffers, and strings can be formatted as hex',
    X: 'only integers, byte buffers, and strings can be formatted as hex',
    o: 'octal clause can only be used on integers',
  };
  return `error during formatting: ${reasons[verb]}, was given ${type}`;
}
