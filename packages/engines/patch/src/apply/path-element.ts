/** A path element in text form: `f:spec`, `k:{"name":"web"}`, `v:"a"`, `i:0`. */
import { decodeJson, encodeJson } from '@kubets/machinery/json';

/** JSON with HTML characters escaped, as Go writes it. */
export function goJson(value: unknown): string {
  const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  if (typeof value !== 'string' || !/[<>&\u2028\u2029]/.test(text)) return text;
  return escapeHtml(text);
}

/** JSON escapes of HTML characters. */
export function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The element of a keyed item, with key fields sorted by name. */
export function keyElement(keys: readonly (readonly [string, unknown])[]): string {
  return `k:{${keys.map(([name, value]) => `${goJson(name)}:${goJson(value)}`).join()}}`;
}

export function valueElement(value: unknown): string {
  return `v:${goJson(value)}`;
}

/** The key fields of a `k:` element, sorted by name; undefined for other elements. */
function keysOf(element: string): readonly (readonly [string, unknown])[] | undefined {
  const keys = parsed(element.slice(2));
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) return undefined;
  return Object.entries(keys).sort(([a], [b]) => byText(a, b));
}

/** Matches integers that JSON.parse may round. */
const unsafeDigits = /[0-9]{16}/;

function parsed(json: string): unknown {
  try {
    return unsafeDigits.test(json) ? decodeJson(json).value : JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A cache of canonical elements. Most objects share a few hundred. */
const wellFormed = new Set<string>();
const maxKnownElements = 4_096;

/** The canonical form of an element. `unknown`: an element of a later version; undefined: invalid. */
export function readElement(text: string): string | undefined {
  if (text[1] !== ':') return undefined;
  const kind = text[0];
  if (kind === 'f') return text;
  if (kind === 'i') return /^i:[+-]?[0-9]+$/.test(text) ? text : undefined;
  if (kind !== 'k' && kind !== 'v') return 'unknown';
  if (wellFormed.has(text)) return text;
  const written = rewritten(kind, text);
  if (wellFormed.size >= maxKnownElements) wellFormed.clear();
  if (written === text) wellFormed.add(text);
  return written;
}

function rewritten(kind: 'k' | 'v', text: string): string | undefined {
  if (kind === 'k') {
    const keys = keysOf(text);
    return keys === undefined ? undefined : keyElement(keys);
  }
  const value = parsed(text.slice(2));
  return value === undefined ? undefined : valueElement(value);
}

export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const kinds = 'fkvi';
const types = ['number', 'string', 'boolean', 'object'];

function byValue(a: unknown, b: unknown): number {
  const rank = types.indexOf(typeof a) - types.indexOf(typeof b);
  if (rank !== 0) return rank;
  return typeof a === 'number' ? a - Number(b) : byText(String(a), String(b));
}

type Keys = readonly (readonly [string, unknown])[];

function byKeys(left: Keys, right: Keys): number {
  for (const [index, [name, value]] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = byText(name, other[0]) || byValue(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** An element with its parsed sort key. */
interface Ordered {
  readonly text: string;
  readonly kind: number;
  readonly keys: Keys;
  readonly value: unknown;
}

const noKeys: Keys = [];

function orderedBy(text: string): Ordered {
  const kind = kinds.indexOf(text[0] ?? '');
  const keys = text[0] === 'k' ? (keysOf(text) ?? noKeys) : noKeys;
  return { text, kind, keys, value: text[0] === 'f' || text[0] === 'k' ? undefined : parsed(text.slice(2)) };
}

/** Upstream's order: fields by name, then items by their keys (numbers as numbers), values, indexes. */
function byElement(a: Ordered, b: Ordered): number {
  if (a.kind !== b.kind) return a.kind - b.kind;
  if (a.text[0] === 'f') return byText(a.text, b.text);
  if (a.text[0] === 'k') return byKeys(a.keys, b.keys);
  return byValue(a.value, b.value);
}

/** The text around the string in elements of string sets, or of items with one string key. */
const textElement = /^(v:"|k:\{"[^"\\]*":")[^"\\]*("\}?)$/;

/** Sorts elements that differ only in a string without escapes; undefined for others. */
function textsInOrder(elements: readonly string[]): readonly string[] | undefined {
  const [, start = '', end = ''] = textElement.exec(elements[0] ?? '') ?? [];
  if (start === '' || end.length !== (start[0] === 'k' ? 2 : 1)) return undefined;
  const texts: string[] = [];
  for (const element of elements) {
    if (!element.startsWith(start) || !element.endsWith(end) || element.length < start.length + end.length)
      return undefined;
    const text = element.slice(start.length, -end.length);
    if (text.includes('"') || text.includes('\\')) return undefined;
    texts.push(text);
  }
  return texts.sort().map((text) => start + text + end);
}

export function inOrder(elements: Iterable<string>): readonly string[] {
  const all = [...elements];
  if (all.length < 2) return all;
  // Field names are compared directly.
  if (all.every((element) => element[0] === 'f')) return all.sort();
  return (
    textsInOrder(all) ??
    all
      .map(orderedBy)
      .sort(byElement)
      .map(({ text }) => text)
  );
}

/** Whether `b` may come after `a`. */
export function ordered(a: string, b: string): boolean {
  if (a[0] === 'f' && b[0] === 'f') return a < b;
  return byElement(orderedBy(a), orderedBy(b)) < 0;
}

/** The form in messages: `.image`, `[name="web"]`, `[="a"]`. */
export function showElement(element: string): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  if (element.startsWith('v:')) return `[=${encodeJson(parsed(text))}]`;
  if (element.startsWith('i:')) return `[${text}]`;
  return `[${(keysOf(element) ?? []).map(([name, value]) => `${name}=${encodeJson(value)}`).join()}]`;
}
