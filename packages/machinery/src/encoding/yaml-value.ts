/** Turns a parsed YAML document into a JSON value: keys become strings, aliases are counted, merge keys applied. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { setOwn } from '../schema/plain-object.ts';

/** Why a document has no JSON value. `offset` is where, in characters. */
export class YamlValueError extends Error {
  override readonly name = 'YamlValueError';
  readonly offset: number | undefined;

  constructor(message: string, offset?: number) {
    super(message);
    this.offset = offset;
  }
}

interface Anchored {
  readonly value: unknown;
  /** Nodes in it, aliases counted in full. */
  readonly size: number;
}

export interface DuplicateKey {
  readonly key: string;
  readonly offset: number;
}

export class YamlConverter {
  readonly #anchors = new Map<string, Anchored | undefined>();
  /** Keys that stand twice in a map, for strict reading. */
  readonly duplicates: DuplicateKey[] = [];
  readonly #text: string;
  #decoded = 0;
  #aliased = 0;

  constructor(text: string) {
    this.#text = text;
  }

  convert(document: Document.Parsed): unknown {
    return document.contents === null ? null : this.#value(document.contents);
  }

  #value(node: unknown): unknown {
    if (isAlias(node)) return this.#alias(node.source, node.range?.[0]);
    this.#decoded += 1;
    const anchor = (isMap(node) || isSeq(node) || isScalar(node)) && node.anchor;
    if (!anchor) return this.#content(node);
    const before = this.#decoded;
    this.#anchors.set(anchor, undefined);
    const value = this.#content(node);
    this.#anchors.set(anchor, { value, size: this.#decoded - before + 1 });
    return value;
  }

  #content(node: unknown): unknown {
    if (isMap(node)) return this.#map(node);
    if (isSeq(node)) return node.items.map((item) => this.#value(item));
    if (!isScalar(node)) return null;
    const { value } = node;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new YamlValueError(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
    }
    if (typeof value === 'symbol') return '<<';
    return typeof value === 'string' && this.#addsNewline(node) ? value.slice(0, -1) : value;
  }

  /** A block that ends with the text and not with a line has no newline to keep; the parser gives it one. */
  #addsNewline({ type, range, value }: Scalar): boolean {
    if (type !== 'BLOCK_LITERAL' && type !== 'BLOCK_FOLDED') return false;
    return (range?.[1] ?? 0) >= this.#text.length && !this.#text.endsWith('\n') && String(value).endsWith('\n');
  }

  #alias(name: string, offset: number | undefined): unknown {
    if (!this.#anchors.has(name)) throw new YamlValueError(`unknown anchor '${name}' referenced`, offset);
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) throw new YamlValueError(`anchor '${name}' value contains itself`, offset);
    this.#decoded += anchored.size;
    this.#aliased += anchored.size;
    const share = this.#aliased / this.#decoded;
    if (this.#decoded > 100 && this.#aliased > 1000 && share > allowedShare(this.#decoded)) {
      throw new YamlValueError('document contains excessive aliasing');
    }
    return anchored.value;
  }

  #map(node: YAMLMap): unknown {
    const result: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (const pair of node.items) {
      if (isMergeKey(pair)) {
        merged.push(...mergeSources(this.#value(pair.value), node.range?.[0]));
        continue;
      }
      const key = this.#key(pair);
      if (Object.hasOwn(result, key)) this.duplicates.push({ key, offset: offsetOf(pair.key) ?? 0 });
      setOwn(result, key, pair.value === null ? null : this.#value(pair.value));
    }
    for (const source of merged) {
      for (const [key, value] of Object.entries(source as object)) {
        if (!Object.hasOwn(result, key)) setOwn(result, key, value);
      }
    }
    return result;
  }

  #key(pair: Pair): string {
    const key = this.#value(pair.key);
    if (typeof key === 'string') return key;
    if (typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean') return String(key);
    const type = key === null ? '%!s(<nil>)' : Array.isArray(key) ? '[]interface {}' : 'map[interface {}]interface {}';
    throw new YamlValueError(`unsupported map key of type: ${type}, key: ${JSON.stringify(key)}`, offsetOf(pair.key));
  }
}

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.source === '<<' && key.type === 'PLAIN';
}

function mergeSources(value: unknown, offset: number | undefined): readonly unknown[] {
  const sources = Array.isArray(value) ? value : [value];
  if (sources.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each))) return sources;
  throw new YamlValueError('map merge requires map or sequence of maps as the value', offset);
}

/** go-yaml's bound on the share of nodes that come from aliases: from 99% for small documents down to 10%. */
function allowedShare(decoded: number): number {
  const [low, high] = [400_000, 4_000_000];
  if (decoded <= low) return 0.99;
  if (decoded >= high) return 0.1;
  return 0.99 - 0.89 * ((decoded - low) / (high - low));
}
