/** Errors in an expression, and upstream's format: location, message, source line and caret. */
import { codePoints } from './values.ts';

export interface CelIssue {
  readonly message: string;
  /** Offset in the source, in UTF-16 units; undefined if the error concerns the whole expression. */
  readonly at: number | undefined;
}

/** The maximum number of reported issues (upstream's limit). */
const maxIssues = 100;
const maxSnippetLength = 16_384;

export class Issues {
  readonly list: CelIssue[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  report(at: number | undefined, message: string): void {
    this.#count += 1;
    if (this.#count <= maxIssues) this.list.push({ at, message });
  }
}

/** A compile error; `message` contains all issues in upstream's format. */
export class CelCompileError extends Error {
  override readonly name = 'CelCompileError';
  readonly issues: readonly CelIssue[];

  constructor(source: string, issues: Issues) {
    super(describeIssues(source, issues));
    this.issues = issues.list;
  }
}

interface Place {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

function placeOf(source: string, at: number | undefined): Place | undefined {
  if (at === undefined) return undefined;
  const start = source.lastIndexOf('\n', at - 1) + 1;
  const end = source.indexOf('\n', at);
  let line = 1;
  for (let next = source.indexOf('\n'); next >= 0 && next < at; next = source.indexOf('\n', next + 1)) line += 1;
  const column = codePoints(source.slice(start, at));
  return { line, column, text: source.slice(start, end < 0 ? undefined : end) };
}

function describe(source: string, { at, message }: CelIssue): string {
  const place = placeOf(source, at);
  if (place === undefined) return `ERROR: <input>:-1:0: ${message}`;
  const head = `ERROR: <input>:${place.line}:${place.column + 1}: ${message}`;
  if (place.text.length > 2 * maxSnippetLength) return head;
  const characters = [...place.text.replaceAll('\t', ' ')];
  if (characters.length > maxSnippetLength) return head;
  const wide = (character: string | undefined): boolean => character !== undefined && character > '\x7f';
  const dots = characters.slice(0, place.column).map((each) => (wide(each) ? '．' : '.'));
  const caret = wide(characters[place.column]) ? '＾' : '^';
  return `${head}\n | ${characters.join('')}\n | ${dots.join('')}${caret}`;
}

/** All issues, sorted by location. */
function describeIssues(source: string, issues: Issues): string {
  const sorted = issues.list.toSorted((a, b) => (a.at ?? -1) - (b.at ?? -1));
  const lines = sorted.map((issue) => describe(source, issue));
  if (issues.count > maxIssues) lines.push(`${issues.count - maxIssues} more errors were truncated`);
  return lines.join('\n');
}
