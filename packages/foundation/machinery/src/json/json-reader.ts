/**
 * A strict JSON reader with Go's messages, for features that `JSON.parse` lacks: duplicate keys, int64 and error locations.
 */

/** Input that is not JSON. The message is that of Go's encoding/json. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}

/** A number that exceeds float64, with Go's message. */
export class JsonNumberError extends Error {
  override readonly name = 'JsonNumberError';
}

export interface JsonRead {
  readonly value: unknown;
  readonly duplicates: readonly string[];
}

const maxReported = 100;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);

/** Go's %q of a single character, as its JSON scanner quotes it. */
function quoted(char: string): string {
  if (char === "'") return `'\\''`;
  if (char === '"') return `'"'`;
  return `'${JSON.stringify(char).slice(1, -1)}'`;
}

/** An integer literal: a number where it is safe, a bigint where int64 holds it, else the nearest float64. */
function integerOf(literal: string): number | bigint {
  const near = Number(literal);
  if (Number.isSafeInteger(near)) return near;
  if (literal.length > 20) return near;
  const exact = BigInt(literal);
  return exact >= minInt64 && exact <= maxInt64 ? exact : near;
}

interface Frame {
  readonly target: Record<string, unknown> | unknown[];
  readonly array: boolean;
  key: string;
}

/** Reads a document without recursion, up to `maxDepth`. */
export class JsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  readonly #stack: Frame[] = [];
  readonly #duplicates = new Set<string>();
  #at = 0;
  /** The last value: a scalar, a complete container, or an opened container. */
  #last: { readonly opened: boolean; readonly value: unknown } | undefined;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  /** Reads the whole document. Throws {@link JsonSyntaxError} or {@link JsonNumberError}. */
  read(): JsonRead {
    let done = this.readSome(Number.POSITIVE_INFINITY);
    while (done === undefined) done = this.readSome(Number.POSITIVE_INFINITY);
    return done;
  }

  /** Reads approximately this number of values, to read a long text in steps. Undefined: there is more. */
  readSome(values: number): JsonRead | undefined {
    let last = this.#last ?? this.#value();
    for (let left = values; this.#stack.length > 0; left--) {
      if (left <= 0) {
        this.#last = last;
        return undefined;
      }
      if (!last.opened) this.#attach(last.value);
      const next = this.#continue(last.opened);
      last = next.closed === undefined ? this.#value() : { opened: false, value: next.closed };
    }
    this.#space();
    if (this.#at < this.#text.length) this.#fail('after top-level value');
    return { value: last.value, duplicates: [...this.#duplicates] };
  }

  /** A scalar, or an opened container whose members follow. */
  #value(): { opened: boolean; value: unknown } {
    this.#space();
    const char = this.#text[this.#at];
    if (char === '{' || char === '[') return this.#open(char === '[');
    if (char === '"') return { opened: false, value: this.#string() };
    if (char === '-' || (char !== undefined && char >= '0' && char <= '9')) {
      return { opened: false, value: this.#number() };
    }
    if (char === 't') return this.#literal('true', true);
    if (char === 'f') return this.#literal('false', false);
    if (char === 'n') return this.#literal('null', null);
    return this.#fail('looking for beginning of value');
  }

  #open(array: boolean): { opened: boolean; value: unknown } {
    if (this.#stack.length >= this.#maxDepth) this.#fail('exceeded max depth');
    this.#at += 1;
    const target = array ? [] : {};
    this.#stack.push({ target, array, key: '' });
    return { opened: true, value: target };
  }

  /** Between members: reads the separator and, in an object, the next key; or closes the container. */
  #continue(first: boolean): { closed?: unknown } {
    const frame = this.#stack[this.#stack.length - 1] as Frame;
    this.#space();
    const char = this.#text[this.#at];
    if (char === (frame.array ? ']' : '}')) {
      this.#at += 1;
      this.#stack.pop();
      return { closed: frame.target };
    }
    if (!first) {
      if (char !== ',') this.#fail(frame.array ? 'after array element' : 'after object key:value pair');
      this.#at += 1;
    }
    if (!frame.array) this.#key(frame);
    return {};
  }

  #key(frame: Frame): void {
    this.#space();
    if (this.#text[this.#at] !== '"') this.#fail('looking for beginning of object key string');
    frame.key = this.#string();
    if (Object.hasOwn(frame.target, frame.key) && this.#duplicates.size < maxReported)
      this.#duplicates.add(this.#path());
    this.#space();
    if (this.#text[this.#at] !== ':') this.#fail('after object key');
    this.#at += 1;
  }

  #attach(value: unknown): void {
    const frame = this.#stack[this.#stack.length - 1] as Frame;
    if (frame.array) (frame.target as unknown[]).push(value);
    else if (frame.key !== '__proto__') (frame.target as Record<string, unknown>)[frame.key] = value;
    else {
      Object.defineProperty(frame.target, '__proto__', { value, writable: true, enumerable: true, configurable: true });
    }
  }

  /** Where the reader is: `spec.containers[0].image`. */
  #path(): string {
    let path = '';
    for (const { array, target, key } of this.#stack) {
      if (array) path += `[${(target as unknown[]).length}]`;
      else path += path === '' ? key : `.${key}`;
    }
    return path;
  }

  #string(): string {
    const text = this.#text;
    let start = this.#at + 1;
    let result = '';
    for (let i = start; ; i++) {
      const code = text.charCodeAt(i);
      if (code === 34) {
        this.#at = i + 1;
        return (result + text.slice(start, i)).toWellFormed();
      }
      if (code === 92) {
        result += text.slice(start, i);
        this.#at = i + 1;
        result += this.#escape();
        start = this.#at;
        i = start - 1;
      } else if (!(code >= 32)) {
        this.#at = i;
        this.#fail('in string literal');
      }
    }
  }

  #escape(): string {
    const char = this.#text[this.#at];
    if (char === 'u') {
      let code = 0;
      for (let i = 1; i <= 4; i++) {
        const digit = hexDigit(this.#text.charCodeAt(this.#at + i));
        if (digit < 0) {
          this.#at += i;
          this.#fail('in \\u hexadecimal character escape');
        }
        code = code * 16 + digit;
      }
      this.#at += 5;
      return String.fromCharCode(code);
    }
    if (char === undefined || !Object.hasOwn(escapes, char)) return this.#fail('in string escape code');
    this.#at += 1;
    return escapes[char] as string;
  }

  #number(): number | bigint {
    number.lastIndex = this.#at;
    const literal = number.exec(this.#text)?.[0];
    if (literal === undefined) {
      this.#at += 1;
      return this.#fail('in numeric literal');
    }
    this.#at += literal.length;
    const next = this.#text[this.#at];
    if (next === '.' || ((next === 'e' || next === 'E') && !/[eE]/.test(literal))) {
      this.#at += next === '.' || !/[-+]/.test(this.#text[this.#at + 1] ?? '') ? 1 : 2;
      return this.#fail(next === '.' ? 'after decimal point in numeric literal' : 'in exponent of numeric literal');
    }
    if (/^-?[0-9]+$/.test(literal)) return finite(integerOf(literal), literal);
    return finite(Number(literal), literal);
  }

  #literal(word: string, value: unknown): { opened: boolean; value: unknown } {
    for (let i = 1; i < word.length; i++) {
      if (this.#text[this.#at + i] !== word[i]) {
        this.#at += i;
        this.#fail(`in literal ${word} (expecting ${quoted(word[i] as string)})`);
      }
    }
    this.#at += word.length;
    return { opened: false, value };
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.#at += 1;
    }
  }

  #fail(context: string): never {
    const point = this.#text.codePointAt(this.#at);
    if (point === undefined) throw new JsonSyntaxError('unexpected end of JSON input');
    throw new JsonSyntaxError(`invalid character ${quoted(String.fromCodePoint(point))} ${context}`);
  }
}

/** -1 if it is not a digit. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

function finite(value: number | bigint, literal: string): number | bigint {
  if (typeof value === 'bigint' || Number.isFinite(value)) return value;
  throw new JsonNumberError(`json: cannot unmarshal number ${literal} into Go value of type float64`);
}
