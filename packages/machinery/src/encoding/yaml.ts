/** Reads YAML in the dialect of sigs.k8s.io/yaml, which is go-yaml v2's YAML 1.1. */
import { Composer, type CST, type Document, LineCounter, Parser, type YAMLParseError } from 'yaml';
import { goYamlTags } from './yaml-tags.ts';
import { YamlConverter, YamlValueError } from './yaml-value.ts';

export interface DecodeYamlOptions {
  /** Refuse keys that stand twice in a map; else the last one wins. */
  readonly strict?: boolean;
  /** Collections inside collections. Default 500. */
  readonly maxDepth?: number;
  /** Characters of text. Default 32 Mi. */
  readonly maxLength?: number;
}

/** Text that is not YAML, or YAML that is no JSON. Worded as sigs.k8s.io/yaml does. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

function failure(detail: string): YamlError {
  return new YamlError(`error converting YAML to JSON: ${detail}`);
}

/**
 * The values of all documents of a text, in order; an empty document is null, an empty text has none. Large integers
 * become bigint. Throws {@link YamlError} for bad syntax, and where depth, length or the use of aliases has no measure.
 */
export function decodeYaml(text: string, options: DecodeYamlOptions = {}): readonly unknown[] {
  const { strict = false, maxDepth = 500, maxLength = 32 * 1024 * 1024 } = options;
  if (text.length > maxLength) throw failure(`yaml: text of ${text.length} characters is longer than ${maxLength}`);
  const lines = new LineCounter();
  const composer = new Composer({ version: '1.1', uniqueKeys: false, customTags: goYamlTags, logLevel: 'silent' });
  const values: unknown[] = [];
  const take = (documents: Iterable<Document.Parsed>): void => {
    for (const document of documents) values.push(valueOfDocument(document, text, lines, strict));
  };
  guardFlowDepth(text, maxDepth);
  for (const token of new Parser(lines.addNewLine).parse(text)) {
    guardDepth(token, maxDepth);
    take(composer.next(token));
  }
  take(composer.end(false, text.length));
  return values;
}

function valueOfDocument(document: Document.Parsed, text: string, lines: LineCounter, strict: boolean): unknown {
  const [error] = document.errors;
  if (error !== undefined) throw failure(`yaml: ${at(lines, error.pos[0])}${reason(error)}`);
  const converter = new YamlConverter(text);
  let value: unknown;
  try {
    value = converter.convert(document);
  } catch (cause) {
    if (!(cause instanceof YamlValueError)) throw cause;
    const plain = cause.message.startsWith('json: ') || cause.message.startsWith('unsupported map key');
    throw failure(plain ? cause.message : `yaml: ${cause.message}`);
  }
  if (strict && converter.duplicates.length > 0) {
    const found = converter.duplicates.map(
      ({ key, offset }) => `\n  ${at(lines, offset)}key ${JSON.stringify(key)} already set in map`,
    );
    throw failure(`yaml: unmarshal errors:${found.join('')}`);
  }
  return value;
}

function at(lines: LineCounter, offset: number): string {
  return `line ${lines.linePos(offset).line}: `;
}

/** go-yaml's words for what the parser found; the parser's own where there are none. */
function reason(error: YAMLParseError): string {
  const own = (error.message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '').slice(0, 200);
  switch (error.code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return 'mapping values are not allowed in this context';
    case 'TAB_AS_INDENT':
      return 'found character that cannot start any token';
    case 'MULTILINE_IMPLICIT_KEY':
      return "could not find expected ':'";
    case 'KEY_OVER_1024_CHARS':
      return "could not find expected ':'";
    case 'BAD_INDENT':
      return 'did not find expected key';
    case 'MISSING_CHAR':
      return missing(own);
    case 'BAD_DIRECTIVE':
      return 'found unknown directive name';
    case 'BAD_DQ_ESCAPE':
      return 'found unknown escape character';
    default:
      return own;
  }
}

function missing(own: string): string {
  if (/quote/.test(own)) return 'found unexpected end of stream';
  if (/Implicit map keys/.test(own)) return "could not find expected ':'";
  if (/Flow map|\}/.test(own)) return "did not find expected ',' or '}'";
  if (/Flow sequence|\]/.test(own)) return "did not find expected ',' or ']'";
  return own;
}

/** Refuses a syntax tree too deep to be walked. Keeps its own stack. */
function guardDepth(root: CST.Token, maxDepth: number): void {
  const pending: [token: unknown, depth: number][] = [[root, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [token, depth] = next;
    if (typeof token !== 'object' || token === null) continue;
    if (depth > maxDepth) throw failure(`yaml: exceeded max depth of ${maxDepth}`);
    const { value, items, key } = token as { value?: unknown; items?: unknown; key?: unknown };
    if (Array.isArray(items)) for (const item of items) pending.push([item, depth + 1]);
    pending.push([value, depth], [key, depth]);
  }
}

/** Refuses runs of opening brackets before the parser builds a tree of them; brackets in text do not count together. */
function guardFlowDepth(text: string, maxDepth: number): void {
  let run = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) run += 1;
    else if (code > 32 && code !== 58 && code !== 44 && code !== 63 && code !== 45) run = 0;
    if (run > maxDepth) throw failure(`yaml: exceeded max depth of ${maxDepth}`);
  }
}
