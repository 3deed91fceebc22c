/** Reads JSONPath templates as `k8s.io/client-go/util/jsonpath` does. */
import {
  JsonPathError,
  type JsonPathNode,
  type NodeList,
  type SlicePlace,
  type TemplatePart,
} from './jsonpath-node.ts';
import { unquote } from './unquote.ts';

/** Longer templates are refused, because nested filters recurse. */
const maxTemplateLength = 10_000;

const fieldEnds = ' \t\r\n.,[]$@{}';
const letter = /[\p{L}\p{Nd}_]/u;
const digit = /\p{Nd}/u;
const sliceText = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const comparison = /^([^!<>=]+)([!<>=]+)(.+)$/s;

/** Go's `%#U`. */
function shown(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  return point > 0x20 && point !== 0x7f ? `${code} '${character}'` : code;
}

class Parser {
  readonly #text: string;
  readonly #parts: TemplatePart[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  template(): readonly TemplatePart[] {
    while (this.#at < this.#text.length) {
      const brace = this.#text.indexOf('{', this.#at);
      const end = brace < 0 ? this.#text.length : brace;
      if (end > this.#at) this.#parts.push(this.#text.slice(this.#at, end));
      this.#at = end;
      if (brace >= 0) {
        this.#at++;
        this.#parts.push(this.#action());
      }
    }
    return this.#parts;
  }

  #peek(): string {
    const point = this.#text.codePointAt(this.#at);
    return point === undefined ? '' : String.fromCodePoint(point);
  }

  /** The text between braces. */
  #action(): NodeList {
    const nodes: JsonPathNode[] = [];
    for (;;) {
      if (this.#skip('}')) return nodes;
      if (this.#skip('[?(')) nodes.push(this.#filter());
      else if (this.#skip('..')) this.#recursive(nodes);
      else if (this.#skip('.')) nodes.push(this.#field());
      else if (this.#skip('[')) nodes.push(...this.#brackets());
      else if (!this.#skip(' ') && !this.#skip('@') && !this.#skip('$')) nodes.push(this.#word());
    }
  }

  #skip(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #word(): JsonPathNode {
    const next = this.#peek();
    if (next === '' || next === '\n' || next === '\r') throw new JsonPathError('unclosed action');
    if (next === '"' || next === "'") return { kind: 'value', value: unquote(this.#quoted(next)) };
    if (next === '+' || next === '-' || digit.test(next)) return this.#number();
    if (!letter.test(next)) throw new JsonPathError(`unrecognized character in action: ${shown(next)}`);
    const name = this.#until(fieldEnds);
    return name === 'true' || name === 'false'
      ? { kind: 'value', value: name === 'true' }
      : { kind: 'identifier', name };
  }

  #until(terminators: string): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !terminators.includes(this.#text.charAt(this.#at))) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #quoted(quote: string): string {
    const start = this.#at++;
    for (; ; this.#at++) {
      const next = this.#text.charAt(this.#at);
      if (next === '' || next === '\n') throw new JsonPathError('unterminated quoted string');
      if (next === quote && this.#text[this.#at - 1] !== '\\') break;
    }
    this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #number(): JsonPathNode {
    const [literal = ''] = /^[+-]?[.\p{Nd}]*/u.exec(this.#text.slice(this.#at, this.#at + 1_000)) ?? [];
    this.#at += literal.length;
    const value = Number(literal);
    if (!/\d/.test(literal) || Number.isNaN(value)) throw new JsonPathError(`cannot parse number ${literal}`);
    return { kind: 'value', value };
  }

  /** A field name. A backslash escapes the next character. */
  #field(): JsonPathNode {
    const start = this.#at;
    while (this.#at < this.#text.length && !fieldEnds.includes(this.#text.charAt(this.#at))) {
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    }
    const name = this.#text.slice(start, this.#at);
    return name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') };
  }

  #recursive(nodes: JsonPathNode[]): void {
    if (nodes.at(-1)?.kind === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
    nodes.push({ kind: 'recursive' });
    if (letter.test(this.#peek())) nodes.push(this.#field());
  }

  #brackets(): NodeList {
    const start = this.#at;
    const body = this.#until(']\n');
    if (!this.#skip(']')) throw new JsonPathError('unterminated array');
    const text = body === '*' ? ':' : this.#text.slice(start, this.#at - 1);
    const parts = text.split(',');
    if (parts.length > 1) return [{ kind: 'union', parts: parts.map((part) => parseAction(`[${trimSpaces(part)}]`)) }];
    const key = /^'([^']*)'$/.exec(text)?.[1];
    return key === undefined ? [slice(text)] : parseAction(`.${key}`);
  }

  #filter(): JsonPathNode {
    const start = this.#at;
    let quote = '';
    let closed = false;
    for (; ; this.#at++) {
      const next = this.#text.charAt(this.#at);
      if (next === '' || next === '\n') throw new JsonPathError('unterminated filter');
      if (next === ')' && (quote === '' || closed)) break;
      if (next !== '"' && next !== "'") continue;
      if (quote === '') quote = next;
      else if (next === quote && this.#text[this.#at - 1] !== '\\') closed = true;
    }
    const text = this.#text.slice(start, this.#at++);
    if (!this.#skip(']')) throw new JsonPathError('unclosed array expect ]');
    const [, left, operator, right] = comparison.exec(text) ?? [];
    if (left === undefined || operator === undefined || right === undefined) {
      return { kind: 'filter', left: parseAction(text), operator: 'exists', right: [] };
    }
    return { kind: 'filter', left: parseAction(left), operator, right: parseAction(right) };
  }
}

const trimSpaces = (text: string): string => text.replace(/^ +| +$/g, '');

/** The nodes of one action. */
function parseAction(text: string): NodeList {
  const [first] = new Parser(`{${text}}`).template();
  return typeof first === 'object' ? first : [];
}

/** `[2]`, `[-1:]`, `[0:4:2]`. */
function slice(text: string): JsonPathNode {
  const parts = sliceText.exec(text)?.slice(1);
  if (parts === undefined) throw new JsonPathError(`invalid array index ${text}`);
  const [start, end, step] = parts.map((part): SlicePlace => {
    const number = part?.replace(':', '') ?? '';
    if (number === '') return { value: 0, known: false };
    if (number === '-') throw new JsonPathError(`array index ${number} is not a number`);
    return { value: Number(number), known: true };
  });
  const nowhere: SlicePlace = { value: 0, known: false };
  const from = start ?? nowhere;
  const single = !parts[1];
  const to = single ? { value: from.value + 1, known: true } : (end ?? nowhere);
  return { kind: 'slice', start: from, end: to, step: step ?? nowhere, single };
}

/** The parts of a template. Throws JsonPathError with upstream's messages. */
export function parseJsonPath(template: string): readonly TemplatePart[] {
  if (template.length > maxTemplateLength) {
    throw new JsonPathError(`template is longer than ${maxTemplateLength} characters`);
  }
  return new Parser(template).template();
}
