/**
 * Makes JSON values of YAML tokens. Keeps its own stack, so that depth costs memory only, and can stop between any two
 * nodes, so that a long text need not be read in one go.
 */
import { setOwn } from '@kubets/machinery/json';
import { parserError, valueError, YamlError } from './yaml-error.ts';
import { defaultPrefixes, type TagPrefixes, wholeTag } from './yaml-names.ts';
import { plainValue, taggedValue } from './yaml-resolve.ts';
import { type Token, type TokenKind, YamlScanner } from './yaml-scanner.ts';

export interface YamlLimits {
  /** Collections inside collections. */
  readonly maxDepth: number;
  /** Characters of all scalars, those that aliases repeat included. */
  readonly maxLength: number;
}

export interface DuplicateKey {
  /** The form in Go's messages: strings are quoted, numbers are not. */
  readonly key: string;
  /** Line of its value, from 1. */
  readonly line: number;
}

interface Measured {
  readonly value: unknown;
  /** The number of nodes and characters, aliases counted in full, and the depth of collections. */
  readonly nodes: number;
  readonly length: number;
  readonly depth: number;
}

type FrameKind = 'block sequence' | 'indentless sequence' | 'block mapping' | 'flow sequence' | 'flow mapping' | 'pair';

interface Frame {
  readonly kind: FrameKind;
  readonly anchor: string;
  /** The counts at its start. */
  readonly nodes: number;
  readonly length: number;
  readonly list: unknown[] | undefined;
  readonly map: Record<string, unknown> | undefined;
  /** The key whose value is next. Undefined if a key is next. */
  key: string | typeof mergeKey | undefined;
  /** A number as a key is printed without quotes. */
  keyShown: string;
  keyGiven: boolean;
  first: boolean;
  depth: number;
}

const mergeKey = Symbol('<<');
/** C0 and C1 control characters except tab, line breaks and NEL, and noncharacters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what YAML forbids.
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

const ends: Readonly<Record<FrameKind, ReadonlySet<TokenKind>>> = {
  'block sequence': new Set(['block entry', 'block end']),
  'indentless sequence': new Set(['block entry', 'key', 'value', 'block end']),
  'block mapping': new Set(['key', 'value', 'block end']),
  'flow sequence': new Set(['flow sequence end']),
  'flow mapping': new Set(['value', 'flow entry', 'flow mapping end']),
  pair: new Set(['value', 'flow entry', 'flow sequence end']),
};
const documentEnds: ReadonlySet<TokenKind> = new Set(['directive', 'document start', 'document end', 'end of stream']);

export class YamlReader {
  readonly #scanner: YamlScanner;
  readonly #limits: YamlLimits;
  readonly #stack: Frame[] = [];
  /** Undefined: being read. */
  readonly #anchors = new Map<string, Measured | undefined>();
  #prefixes: TagPrefixes = defaultPrefixes;
  #duplicates: DuplicateKey[] = [];
  #nodes = 0;
  #length = 0;
  #aliased = 0;
  #root: unknown;
  #state: 'before document' | 'content' | 'end' = 'before document';

  /** Throws YamlError for characters that YAML does not allow. */
  constructor(text: string, limits: YamlLimits) {
    if (forbidden.test(text)) throw valueError('control characters are not allowed');
    this.#scanner = new YamlScanner(text, limits.maxDepth);
    this.#limits = limits;
  }

  /** The value of the document that was read last. */
  get value(): unknown {
    return this.#root;
  }

  /** Duplicate keys in maps. The last value wins. */
  get duplicates(): readonly DuplicateKey[] {
    return this.#duplicates;
  }

  /** Nodes read so far, aliases counted in full. */
  get nodes(): number {
    return this.#nodes;
  }

  /** Reads about `steps` nodes. Whether a document is complete, more of it is to come, or no document follows. */
  read(steps = Number.POSITIVE_INFINITY): 'document' | 'more' | 'none' {
    if (this.#state === 'before document' && !this.#startDocument()) return 'none';
    // Aliases count as much as they repeat; ends of collections do not count as nodes.
    const enough = this.#nodes + steps;
    for (let left = 2 * steps; left > 0 && this.#nodes < enough; left--) {
      const frame = this.#stack.at(-1);
      if (frame === undefined) {
        if (this.#state === 'end') {
          this.#state = 'before document';
          return 'document';
        }
        this.#node(documentEnds, true, false);
        if (this.#stack.length === 0) this.#state = 'end';
      } else {
        this.#continue(frame);
        if (this.#stack.length === 0) this.#state = 'end';
      }
    }
    return 'more';
  }

  #take(kind: TokenKind): boolean {
    if (this.#scanner.peek().kind !== kind) return false;
    this.#scanner.skip();
    return true;
  }

  #startDocument(): boolean {
    let explicit = this.#root !== undefined && !this.#take('document end');
    while (this.#take('document end')) explicit = false;
    if (this.#scanner.peek().kind === 'end of stream') return false;
    const prefixes = new Map(defaultPrefixes);
    for (let token = this.#scanner.peek(); token.kind === 'directive'; token = this.#scanner.peek()) {
      if (token.directive !== undefined) prefixes.set(token.directive.handle, token.directive.prefix);
      explicit = true;
      this.#scanner.skip();
    }
    if (!this.#take('document start') && explicit)
      throw parserError('did not find expected <document start>', this.#scanner.peek().line);
    this.#prefixes = prefixes;
    this.#anchors.clear();
    this.#duplicates = [];
    [this.#nodes, this.#length, this.#aliased] = [0, 0, 0];
    this.#root = null;
    this.#state = 'content';
    return true;
  }

  /** Reads a node, or nothing if one of `ends` follows. The rest of a collection is read later. */
  #node(ends: ReadonlySet<TokenKind>, block: boolean, indentless: boolean): void {
    let token = this.#scanner.peek();
    if (ends.has(token.kind)) {
      this.#count(0);
      this.#deliver(null, 'null', token.line);
      return;
    }
    if (token.kind === 'alias') {
      this.#scanner.skip();
      this.#alias(token);
      return;
    }
    const { line } = token;
    let anchor = '';
    let tag = '';
    for (; token.kind === 'anchor' || token.kind === 'tag'; token = this.#scanner.peek()) {
      if (token.kind === 'anchor') {
        if (anchor !== '') break;
        anchor = token.text;
      } else {
        if (tag !== '' || token.tag === undefined) break;
        tag = wholeTag(token.tag, this.#prefixes, token.line);
      }
      this.#scanner.skip();
    }
    this.#tokenNode(token, { anchor, tag, line, block, indentless });
  }

  #tokenNode(
    token: Token,
    node: { anchor: string; tag: string; line: number; block: boolean; indentless: boolean },
  ): void {
    const { anchor, tag, block } = node;
    if (token.kind === 'plain' || token.kind === 'quoted') {
      this.#scanner.skip();
      this.#scalar(token, anchor, tag);
    } else if (node.indentless && token.kind === 'block entry') this.#open('indentless sequence', anchor);
    else if (token.kind === 'flow sequence' || token.kind === 'flow mapping') {
      this.#scanner.skip();
      this.#open(token.kind, anchor);
    } else if (block && (token.kind === 'block sequence' || token.kind === 'block mapping')) {
      this.#scanner.skip();
      this.#open(token.kind, anchor);
    } else if (anchor !== '' || tag !== '') {
      this.#count(0);
      const value = tag === '' ? null : taggedValue('', tag);
      if (anchor !== '') this.#anchors.set(anchor, { value, nodes: 1, length: 0, depth: 0 });
      this.#deliver(value, String(value), node.line);
    } else throw parserError('did not find expected node content', token.line);
  }

  #scalar({ kind, text, line }: Token, anchor: string, tag: string): void {
    this.#count(text.length);
    const frame = this.#stack.at(-1);
    if (kind === 'plain' && text === '<<' && tag === '' && frame?.map !== undefined && frame.key === undefined) {
      frame.key = mergeKey;
      return;
    }
    let value: unknown = text;
    if (tag !== '') value = tag === '!' ? text : taggedValue(text, tag);
    else if (kind === 'plain') value = plainValue(text);
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new YamlError(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
    if (anchor !== '') this.#anchors.set(anchor, { value, nodes: 1, length: text.length, depth: 0 });
    this.#deliver(value, text, line);
  }

  #count(length: number): void {
    this.#nodes += 1;
    this.#length += length;
  }

  #open(kind: FrameKind, anchor: string): void {
    if (this.#stack.length >= this.#limits.maxDepth) this.#tooDeep();
    if (anchor !== '') this.#anchors.set(anchor, undefined);
    const isMap = kind === 'block mapping' || kind === 'flow mapping' || kind === 'pair';
    this.#stack.push({
      kind,
      anchor,
      nodes: this.#nodes,
      length: this.#length,
      list: isMap ? undefined : [],
      map: isMap ? {} : undefined,
      key: undefined,
      keyShown: '',
      keyGiven: false,
      first: true,
      depth: 1,
    });
    this.#nodes += 1;
  }

  #tooDeep(): never {
    throw valueError(`exceeded max depth of ${this.#limits.maxDepth}`);
  }

  #close(): void {
    const frame = this.#stack.pop() as Frame;
    const { anchor, depth } = frame;
    const value = frame.list ?? frame.map;
    const outer = this.#stack.at(-1);
    if (outer !== undefined && outer.depth <= depth) outer.depth = depth + 1;
    if (anchor !== '') {
      const nodes = this.#nodes - frame.nodes;
      this.#anchors.set(anchor, { value, nodes, length: this.#length - frame.length, depth });
    }
    this.#deliver(value, '', this.#scanner.peek().line);
  }

  #alias({ text, line }: Token): void {
    const anchored = this.#anchors.get(text);
    if (anchored === undefined) {
      const why = this.#anchors.has(text)
        ? `anchor '${text}' value contains itself`
        : `unknown anchor '${text}' referenced`;
      throw valueError(why);
    }
    this.#nodes += anchored.nodes;
    this.#aliased += anchored.nodes;
    this.#length += anchored.length;
    const share = this.#aliased / this.#nodes;
    if (
      (this.#aliased > 100 && this.#nodes > 1000 && share > allowedShare(this.#nodes)) ||
      this.#length > this.#limits.maxLength
    )
      throw valueError('document contains excessive aliasing');
    if (this.#stack.length + anchored.depth > this.#limits.maxDepth) this.#tooDeep();
    const outer = this.#stack.at(-1);
    if (outer !== undefined && outer.depth <= anchored.depth) outer.depth = anchored.depth + 1;
    this.#deliver(anchored.value, text, line);
  }

  /** Adds a node to its collection. */
  #deliver(value: unknown, shown: string, line: number): void {
    const frame = this.#stack.at(-1);
    if (frame === undefined) this.#root = value;
    else if (frame.list !== undefined) frame.list.push(value);
    else if (frame.key === undefined) {
      frame.key = keyOf(value);
      frame.keyShown = typeof value === 'string' ? JSON.stringify(value) : shown;
    } else {
      const map = frame.map as Record<string, unknown>;
      if (frame.key === mergeKey) merge(map, value);
      else {
        if (Object.hasOwn(map, frame.key)) this.#duplicates.push({ key: frame.keyShown, line: line + 1 });
        setOwn(map, frame.key, value);
      }
      frame.key = undefined;
      if (frame.kind === 'pair') this.#close();
    }
  }

  /** The next item, key or value of a collection, or its end. */
  #continue(frame: Frame): void {
    const { first } = frame;
    frame.first = false;
    switch (frame.kind) {
      case 'block sequence':
        this.#blockItem();
        break;
      case 'indentless sequence':
        if (this.#take('block entry')) this.#node(ends[frame.kind], true, false);
        else this.#close();
        break;
      case 'block mapping':
        this.#blockMember(frame);
        break;
      case 'flow sequence':
        this.#flowItem(first);
        break;
      case 'flow mapping':
        this.#flowMember(frame, first);
        break;
      case 'pair':
        if (frame.keyGiven) this.#memberValue(frame, false);
        else this.#memberKey(frame, false);
    }
  }

  #blockItem(): void {
    if (this.#take('block entry')) this.#node(ends['block sequence'], true, false);
    else if (this.#take('block end')) this.#close();
    else throw parserError("did not find expected '-' indicator", this.#scanner.peek().line);
  }

  #memberKey(frame: Frame, block: boolean): void {
    frame.keyGiven = true;
    this.#node(ends[frame.kind], block, block);
  }

  #memberValue(frame: Frame, block: boolean): void {
    frame.keyGiven = false;
    if (this.#take('value')) this.#node(ends[frame.kind], block, block);
    else this.#deliver(null, 'null', this.#scanner.peek().line);
  }

  #blockMember(frame: Frame): void {
    if (frame.keyGiven) this.#memberValue(frame, true);
    else if (this.#take('key')) this.#memberKey(frame, true);
    else if (this.#take('block end')) this.#close();
    else throw parserError('did not find expected key', this.#scanner.peek().line);
  }

  #flowItem(first: boolean): void {
    if (this.#take('flow sequence end')) {
      this.#close();
      return;
    }
    this.#separated(first, ']');
    if (this.#take('key')) this.#open('pair', '');
    else if (this.#scanner.peek().kind !== 'flow sequence end') this.#node(none, false, false);
  }

  #separated(first: boolean, end: string): void {
    if (!first && !this.#take('flow entry'))
      throw parserError(`did not find expected ',' or '${end}'`, this.#scanner.peek().line);
  }

  #flowMember(frame: Frame, first: boolean): void {
    if (frame.keyGiven) this.#memberValue(frame, false);
    else if (this.#take('flow mapping end')) this.#close();
    else {
      this.#separated(first, '}');
      if (this.#take('key')) this.#memberKey(frame, false);
      else if (this.#scanner.peek().kind !== 'flow mapping end') {
        frame.keyGiven = true;
        this.#node(none, false, false);
      }
    }
  }
}

const none: ReadonlySet<TokenKind> = new Set();

function keyOf(key: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean') return String(key);
  if (key !== null) throw valueError(`invalid map key: ${goValue(key)}`);
  throw new YamlError('unsupported map key of type: %!s(<nil>), key: <nil>, value: <nil>');
}

const maxShownLength = 200;

/** The approximate form in which Go prints a collection. */
function goValue(value: unknown): string {
  const type = Array.isArray(value) ? '[]interface {}' : 'map[interface {}]interface {}';
  const shown = JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
  return `${type}{${shown.slice(1, -1).slice(0, maxShownLength)}}`;
}

/** Merges the members of a map, or of a list of maps, into another map. In a list, the first map wins. */
function merge(map: Record<string, unknown>, value: unknown): void {
  const sources: readonly unknown[] = Array.isArray(value) ? value.toReversed() : [value];
  for (const source of sources) {
    if (typeof source !== 'object' || source === null || Array.isArray(source))
      throw valueError('map merge requires map or sequence of maps as the value');
    for (const [key, member] of Object.entries(source)) setOwn(map, key, member);
  }
}

/** go-yaml's limit of the share of nodes that come from aliases: from 99% for small documents down to 10%. */
function allowedShare(nodes: number): number {
  const [low, high] = [400_000, 4_000_000];
  if (nodes <= low) return 0.99;
  if (nodes >= high) return 0.1;
  return 0.99 - 0.89 * ((nodes - low) / (high - low));
}
