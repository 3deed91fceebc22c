/** CEL's strings extension, in the version of Kubernetes (2). Indexes count code points. */
import { ArrayList } from './collections.ts';
import { formatText } from './format-string.ts';
import { type Library, overload } from './functions.ts';
import { showValue } from './inspect.ts';
import { escapeSequences } from './show.ts';
import { CelFault, type CelList, type CelValue, codePoints } from './values.ts';
import { spendWork } from './work-limit.ts';

const outOfRange = (index: bigint): CelFault => new CelFault(`index out of range: ${index}`);
const strings = (texts: readonly string[]): CelList => new ArrayList(texts);

/** Whether every character is one UTF-16 code unit, so that both kinds of indexes are equal. */
const isPlain = (text: string): boolean => codePoints(text) === text.length;

/** The UTF-16 offset of a code point. The index must be within the text. */
function unitOffset(text: string, index: number): number {
  if (isPlain(text)) return index;
  let units = 0;
  for (let point = 0; point < index; point++) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}

function charAt(text: string, index: bigint): CelValue {
  const size = codePoints(text);
  if (index < 0n || index > BigInt(size)) return outOfRange(index);
  if (Number(index) === size) return '';
  return String.fromCodePoint(text.codePointAt(unitOffset(text, Number(index))) ?? 0);
}

function substring(text: string, start: bigint, end: bigint = BigInt(codePoints(text))): CelValue {
  const size = BigInt(codePoints(text));
  if (start < 0n || start > size) return outOfRange(start);
  if (end < 0n || end > size) return outOfRange(end);
  return text.slice(unitOffset(text, Number(start)), unitOffset(text, Number(end)));
}

function substringRange(text: string, start: bigint, end: bigint): CelValue {
  if (start > end) return new CelFault(`invalid substring range. start: ${start}, end: ${end}`);
  return substring(text, start, end);
}

/** Converts a UTF-16 offset to an index of code points. −1 stays −1. */
const pointIndex = (text: string, unit: number): bigint =>
  BigInt(unit < 0 || isPlain(text) ? unit : codePoints(text.slice(0, unit)));

function indexOf(text: string, part: string, offset = 0n): CelValue {
  if (part === '') return offset;
  if (offset < 0n) return outOfRange(offset);
  if (offset >= BigInt(codePoints(text))) return -1n;
  return pointIndex(text, text.indexOf(part, unitOffset(text, Number(offset))));
}

/** Calls `lastIndexOf` after accounting for its cost: JavaScript engines compare the part at every position. */
function searchBackwards(text: string, part: string, from: number): bigint {
  spendWork(Math.floor((text.length * part.length) / 1024));
  return pointIndex(text, text.lastIndexOf(part, from));
}

function lastIndexOf(text: string, part: string): CelValue {
  const size = codePoints(text);
  if (part === '') return BigInt(size);
  return searchBackwards(text, part, text.length);
}

function lastIndexOfFrom(text: string, part: string, offset: bigint): CelValue {
  if (part === '') return offset;
  if (offset < 0n) return outOfRange(offset);
  if (offset >= BigInt(codePoints(text))) return -1n;
  return searchBackwards(text, part, unitOffset(text, Number(offset)));
}

/** Go's `strings.Replace`: an empty pattern matches before every character and at the end. */
function replace(text: string, part: string, by: string, limit = -1n): CelValue {
  if (limit === 0n) return text;
  const pieces = part === '' ? ['', ...text] : text.split(part);
  if (part === '') pieces.push('');
  const most = limit < 0n ? pieces.length : Number(limit) + 1;
  const separator = part;
  spendWork(pieces.length + (text.length + Math.min(most, pieces.length) * by.length) / 16);
  if (pieces.length <= most) return pieces.join(by);
  return [...pieces.slice(0, most - 1), pieces.slice(most - 1).join(separator)].join(by);
}

/** Go's `strings.SplitN`: the last piece contains the rest; a negative count means no limit. */
function split(text: string, separator: string, limit = -1n): CelValue {
  if (limit === 0n) return strings([]);
  const pieces = separator === '' ? [...text] : text.split(separator);
  spendWork(pieces.length);
  if (limit < 0n || BigInt(pieces.length) <= limit) return strings(pieces);
  const kept = Number(limit) - 1;
  return strings([...pieces.slice(0, kept), pieces.slice(kept).join(separator)]);
}

/** White space as in Go: Unicode's, without the byte order mark, which JavaScript includes. */
const blanks = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

function trim(text: string): CelValue {
  let [start, end] = [0, text.length];
  while (start < end && blanks.test(text.charAt(start))) start += 1;
  while (end > start && blanks.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function join(list: CelList, separator = ''): CelValue {
  const texts = list.items();
  const wrong = texts.find((text) => typeof text !== 'string');
  if (wrong !== undefined) return new CelFault(`join: invalid input: ${showValue(wrong)}`);
  const length = texts.reduce<number>((total, text) => total + String(text).length + separator.length, 0);
  spendWork(length / 16);
  return texts.join(separator);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be escaped.
const escaped = /[\x07-\r\\"]/g;
const quote = (text: string): CelValue => `"${text.replaceAll(escaped, (each) => escapeSequences.get(each) ?? each)}"`;

const lower = (text: string): CelValue => text.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase());
const upper = (text: string): CelValue => text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase());

export const stringLibrary: Library = {
  charAt: [overload('string_char_at_int', 'string.(int) string', charAt)],
  indexOf: [
    overload('string_index_of_string', 'string.(string) int', indexOf),
    overload('string_index_of_string_int', 'string.(string, int) int', indexOf),
  ],
  lastIndexOf: [
    overload('string_last_index_of_string', 'string.(string) int', lastIndexOf),
    overload('string_last_index_of_string_int', 'string.(string, int) int', lastIndexOfFrom),
  ],
  lowerAscii: [overload('string_lower_ascii', 'string.() string', lower)],
  upperAscii: [overload('string_upper_ascii', 'string.() string', upper)],
  replace: [
    overload('string_replace_string_string', 'string.(string, string) string', replace),
    overload('string_replace_string_string_int', 'string.(string, string, int) string', replace),
  ],
  split: [
    overload('string_split_string', 'string.(string) list(string)', split),
    overload('string_split_string_int', 'string.(string, int) list(string)', split),
  ],
  substring: [
    overload('string_substring_int', 'string.(int) string', substring),
    overload('string_substring_int_int', 'string.(int, int) string', substringRange),
  ],
  trim: [overload('string_trim', 'string.() string', trim)],
  format: [overload('string_format', 'string.(list(dyn)) string', formatText)],
  'strings.quote': [overload('strings_quote', '(string) string', quote)],
  join: [
    overload('list_join', 'list(string).() string', join),
    overload('list_join_string', 'list(string).(string) string', join),
  ],
};
