/** Writes YAML as kubectl prints it: keys sorted, lists not indented, strings quoted only where they must be. */
import { isPlain } from '@kubets/machinery/json';
import { yamlNumber, yamlString } from './yaml-scalar.ts';

/** One document with a newline at its end. Undefined members are omitted. */
export function encodeYaml(value: unknown): string {
  if (isEmptyCollection(value) || typeof value !== 'object' || value === null) {
    return `${scalar(value, 0, 2, false)}\n`;
  }
  return block(value, 0);
}

function isEmptyCollection(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isPlain(value) && Object.values(value).every((each) => each === undefined);
}

/** Writes a non-empty collection with lines indented by `indent`. */
function block(value: object, indent: number): string {
  const pad = ' '.repeat(indent);
  if (Array.isArray(value)) return value.map((item: unknown) => `${pad}- ${afterDash(item, indent)}`).join('');
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  entries.sort(([left], [right]) => compareKeys(left, right));
  return entries.map(([key, each]) => pad + member(key, each, indent)).join('');
}

/** The text after `- `: the first line of a collection is on the line of the dash. */
function afterDash(item: unknown, indent: number): string {
  if (typeof item !== 'object' || item === null || isEmptyCollection(item)) {
    return `${scalar(item, indent + 2, indent + 2, false)}\n`;
  }
  return block(item, indent + 2).slice(indent + 2);
}

function member(key: string, value: unknown, indent: number): string {
  const name = scalar(key, indent, indent + 2, true);
  // Longer keys are not simple keys, so the value needs an explicit indicator.
  const [head, column] =
    name.length > 128 ? [`? ${name}\n${' '.repeat(indent)}:`, indent + 1] : [`${name}:`, indent + name.length + 1];
  if (typeof value !== 'object' || value === null || isEmptyCollection(value)) {
    return `${head} ${scalar(value, column + 1, indent + 2, false)}\n`;
  }
  return `${head}\n${block(value, Array.isArray(value) ? indent : indent + 2)}`;
}

function scalar(value: unknown, column: number, indent: number, key: boolean): string {
  switch (typeof value) {
    case 'string':
      return yamlString(value, { column, indent, key });
    case 'number':
      return yamlNumber(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return Array.isArray(value) ? '[]' : isPlain(value) ? '{}' : 'null';
  }
}

const letter = /\p{L}/u;
const digit = /\p{Nd}/u;

/** go-yaml's order of keys: numbers in them by value, and letters after other characters, but before them after a digit. */
export function compareKeys(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  let afterDigit = false;
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [one, other] = [a[i] as string, b[i] as string];
    if (one === other) {
      afterDigit = digit.test(one);
      continue;
    }
    const [oneLetter, otherLetter] = [letter.test(one), letter.test(other)];
    if (oneLetter && otherLetter) return codeOf(one) - codeOf(other);
    if (oneLetter || otherLetter) return oneLetter === afterDigit ? -1 : 1;
    return compareNumbers(a, b, i);
  }
  return a.length - b.length;
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}

/** If neither differing character is a letter, the numbers at this position decide, then their lengths. */
function compareNumbers(a: readonly string[], b: readonly string[], at: number): number {
  const zero = a[at] === '0' || b[at] === '0';
  const lead = zero && inNumber(a, at) ? '1' : '0';
  const [left, right] = [digitsFrom(a, at), digitsFrom(b, at)];
  const [one, other] = [BigInt(lead + left), BigInt(lead + right)];
  if (one !== other) return one < other ? -1 : 1;
  if (left.length !== right.length) return left.length - right.length;
  return codeOf(a[at] as string) - codeOf(b[at] as string);
}

/** Whether digits other than zero are immediately before this position. */
function inNumber(chars: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= 0 && /[0-9]/.test(chars[i] as string); i--) if (chars[i] !== '0') return true;
  return false;
}

function digitsFrom(chars: readonly string[], at: number): string {
  let end = at;
  while (end < chars.length && /[0-9]/.test(chars[end] as string)) end += 1;
  return chars.slice(at, end).join('');
}
