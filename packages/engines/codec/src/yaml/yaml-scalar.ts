/** Writes strings and numbers as go-yaml v2 does: plain if they can be parsed to the same value, otherwise quoted or as a block. */

const named = new Set(
  (
    '~ null Null NULL y Y yes Yes YES n N no No NO true True TRUE false False FALSE on On ON off Off OFF ' +
    '.nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF <<'
  ).split(' '),
);
const integers = /^[-+]?(?:0b[01]+|0o[0-7]+|0x[0-9a-fA-F]+|[0-9]+)$/;
const floats = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const timestamps =
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ ])[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})?)?$/;

/** Whether a plain scalar of this text would be read as something other than a string. */
function isAmbiguous(text: string): boolean {
  if (text === '' || named.has(text)) return true;
  if (!/^[-+.0-9]/.test(text)) return false;
  const digits = text.replaceAll('_', '');
  return integers.test(digits) || floats.test(digits) || base60.test(text) || timestamps.test(text);
}

/** The result of the emitter's analysis of a string. */
interface Analysis {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

const isBreak = (char: string | undefined): boolean => char !== undefined && '\n\r\u0085\u2028\u2029'.includes(char);
const isBlank = (char: string | undefined): boolean =>
  char === undefined || char === ' ' || char === '\t' || isBreak(char);

function isPrintable(char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  if (code === 10 || (code >= 0x20 && code <= 0x7e)) return true;
  // go-yaml treats characters outside the basic plane as not printable.
  return (
    code >= 0xa0 &&
    code <= 0xffff &&
    !(code >= 0xd800 && code <= 0xdfff) &&
    code !== 0xfeff &&
    code !== 0xfffe &&
    code !== 0xffff
  );
}

function analyze(text: string): Analysis {
  const chars = [...text];
  let indicators = text.startsWith('---') || text.startsWith('...');
  let [special, breaks, breakSpace, spaceBreak] = [false, false, false, false];
  for (const [i, char] of chars.entries()) {
    const before = chars[i - 1];
    const spaced = isBlank(chars[i + 1]);
    if (i === 0 && ('#,[]{}&*!|>\'"%@`'.includes(char) || ('?:-'.includes(char) && spaced))) indicators = true;
    else if (char === ':' && spaced) indicators = true;
    else if (char === '#' && i > 0 && isBlank(before)) indicators = true;
    if (!isPrintable(char)) special = true;
    if (char === ' ' && isBreak(before)) breakSpace = true;
    if (isBreak(char)) {
      breaks = true;
      if (before === ' ') spaceBreak = true;
    }
  }
  const [first, last] = [chars[0], chars.at(-1)];
  const edges = first === ' ' || last === ' ' || isBreak(first) || isBreak(last);
  return {
    plain: !indicators && !special && !breaks && !edges,
    single: !special && !breakSpace && !spaceBreak,
    block: !special && !spaceBreak && last !== ' ',
  };
}

const lineWidth = 80;

/** Writes text after `column`, and breaks long lines at single spaces. `indent` is the indentation of following lines. */
class Folder {
  #out = '';
  #column: number;
  readonly #indent: number;
  readonly #folds: boolean;

  constructor(column: number, indent: number, folds: boolean) {
    this.#column = column;
    this.#indent = indent;
    this.#folds = folds;
  }

  put(text: string): void {
    this.#out += text;
    this.#column += [...text].length;
  }

  get full(): boolean {
    return this.#folds && this.#column > lineWidth;
  }

  breakLine(): void {
    this.#out += `\n${' '.repeat(this.#indent)}`;
    this.#column = this.#indent;
  }

  get text(): string {
    return this.#out;
  }
}

/** Where a scalar is written. */
export interface ScalarPlace {
  readonly column: number;
  /** The indentation of continuation lines. */
  readonly indent: number;
  /** Whether it is a key, which must be on one line. */
  readonly key: boolean;
}

export function yamlString(text: string, place: ScalarPlace): string {
  const { plain, single, block } = analyze(text);
  const ambiguous = isAmbiguous(text);
  if (text.includes('\n') && block && !place.key) return literal(text, place);
  if (!text.includes('\n') && !ambiguous && plain) return folded(text, place, '');
  // Go requests double quotes only if the plain text would have another meaning.
  if (!text.includes('\n') && !ambiguous && single) return folded(text, place, "'");
  return doubleQuoted(text, place);
}

function folded(text: string, place: ScalarPlace, quote: '' | "'"): string {
  const out = new Folder(place.column, place.indent, !place.key);
  out.put(quote);
  const chars = [...text];
  let spaces = false;
  for (const [i, char] of chars.entries()) {
    const inside = quote === '' || (i > 0 && i < chars.length - 1);
    if (char === ' ' && out.full && !spaces && inside && chars[i + 1] !== ' ') out.breakLine();
    else out.put(char === "'" && quote !== '' ? "''" : char);
    spaces = char === ' ';
  }
  out.put(quote);
  return out.text;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(char: string): string {
  const known = escapes[char];
  if (known !== undefined && char !== '\u00a0') return known;
  if (isPrintable(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  const hex = (width: number): string => code.toString(16).toUpperCase().padStart(width, '0');
  if (code <= 0xff) return `\\x${hex(2)}`;
  return code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

function doubleQuoted(text: string, place: ScalarPlace): string {
  const out = new Folder(place.column, place.indent, !place.key);
  out.put('"');
  const chars = [...text];
  let spaces = false;
  for (const [i, char] of chars.entries()) {
    if (char === ' ' && out.full && !spaces && i > 0 && i < chars.length - 1) {
      out.breakLine();
      if (chars[i + 1] === ' ') out.put('\\');
    } else out.put(escaped(char));
    spaces = char === ' ';
  }
  out.put('"');
  return out.text;
}

function literal(text: string, place: ScalarPlace): string {
  const pad = ' '.repeat(place.indent);
  const hint = text.startsWith(' ') || isBreak(text[0]) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text.length === 1 || isBreak(text.at(-2)) ? '+' : '';
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
}

/** Go's shortest form: `1.5`, or `1e+06` for numbers that are not written as integers. */
export function yamlNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
