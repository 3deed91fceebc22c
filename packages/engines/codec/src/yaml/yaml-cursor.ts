/** A position in a YAML text, with tests for the characters at it. */

const space = 32;
const tab = 9;

/** A line break of YAML 1.1: LF, CR, NEL, LS, PS. */
export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBlank(code: number): boolean {
  return code === space || code === tab;
}

/** A blank, a break or the end of the text, whose code is NaN. */
export function isBlankOrEnd(code: number): boolean {
  return code <= space ? isBlank(code) || code === 10 || code === 13 : Number.isNaN(code) || isBreak(code);
}

export class Cursor {
  readonly text: string;
  /** Offset of the next character. */
  at: number;
  /** From 0. */
  line = 0;
  #lineStart: number;
  /** Whether lines end with LF only. */
  readonly #plainBreaks: boolean;

  constructor(text: string) {
    this.text = text;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.#lineStart = this.at;
    this.#plainBreaks = !/[\r\u0085\u2028\u2029]/.test(text);
  }

  get column(): number {
    return this.at - this.#lineStart;
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** The code of the character `ahead` of the next; NaN after the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  /** Where the line that the cursor is in ends: the offset of its break, or of the end of the text. */
  lineEnd(): number {
    const { text } = this;
    if (this.#plainBreaks) {
      const found = text.indexOf('\n', this.at);
      return found < 0 ? text.length : found;
    }
    let end = this.at;
    while (end < text.length && !isBreak(text.charCodeAt(end))) end += 1;
    return end;
  }

  skipBlanks(): void {
    while (isBlank(this.code())) this.at += 1;
  }

  /** Skips a line break and returns its normalized form: `\n`, or one of the two Unicode separators. */
  break(): string {
    const code = this.code();
    this.at += code === 13 && this.code(1) === 10 ? 2 : 1;
    this.line += 1;
    this.#lineStart = this.at;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  /** Skips line feeds, possibly very many, and returns their number. */
  lineFeeds(): number {
    const { text, at } = this;
    let end = at;
    while (text.charCodeAt(end) === 10) end += 1;
    if (end === at) return 0;
    this.line += end - at;
    this.at = end;
    this.#lineStart = end;
    return end - at;
  }

  /** The end of the text counts as the start of a line. */
  finish(): void {
    if (this.column === 0) return;
    this.line += 1;
    this.#lineStart = this.at;
  }

  /** `---` or `...` at the start of a line, followed by a blank or the end of the line. */
  isDocumentIndicator(): boolean {
    const code = this.code();
    return (
      (code === 45 || code === 46) &&
      this.column === 0 &&
      this.code(1) === code &&
      this.code(2) === code &&
      isBlankOrEnd(this.code(3))
    );
  }
}
