/**
 * Converts a YAML text to tokens, as the scanner of libyaml and go-yaml does. Indentation becomes tokens. A key is recognized only
 * at its colon: its token is then inserted before the tokens that were scanned since it began.
 */
import { Cursor, isBlankOrEnd, isBreak } from './yaml-cursor.ts';
import { scannerError, valueError } from './yaml-error.ts';
import { anchorName, type ScannedTag, scanDirective, scanTag } from './yaml-names.ts';
import { blockScalar, plainScalar, quotedScalar } from './yaml-scan-scalars.ts';

export type TokenKind =
  | 'end of stream'
  | 'directive'
  | 'document start'
  | 'document end'
  | 'block sequence'
  | 'block mapping'
  | 'block end'
  | 'flow sequence'
  | 'flow sequence end'
  | 'flow mapping'
  | 'flow mapping end'
  | 'block entry'
  | 'flow entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'plain'
  | 'quoted';

export interface Token {
  readonly kind: TokenKind;
  /** The line on which it starts, from 0. */
  readonly line: number;
  /** The text of a scalar, anchor or alias. */
  readonly text: string;
  readonly tag: ScannedTag | undefined;
  readonly directive: ReturnType<typeof scanDirective>;
  /** Set if the token may be a key, which depends on a colon after it. */
  readonly candidate: Candidate | undefined;
}

/** A position where a key may begin. A key must end on the same line, within 1024 characters. */
interface Candidate {
  possible: boolean;
  /** Whether a key is required here. */
  readonly required: boolean;
  /** The number of tokens before it. */
  readonly number: number;
  readonly line: number;
  readonly column: number;
  readonly at: number;
}

const maxSimpleKeyLength = 1024;
const noToken = 'found character that cannot start any token';

export class YamlScanner {
  readonly #cursor: Cursor;
  readonly #maxDepth: number;
  #tokens: Token[] = [];
  #head = 0;
  /** The number of tokens that were consumed. */
  #taken = 0;
  readonly #indents: number[] = [];
  #indent = -1;
  /** One for each flow level, and one for the block context. */
  readonly #candidates: (Candidate | undefined)[] = [undefined];
  #keyAllowed = true;
  #begun: Candidate | undefined;
  #ended = false;

  constructor(text: string, maxDepth: number) {
    this.#cursor = new Cursor(text);
    this.#maxDepth = maxDepth;
  }

  /** Returns the next token without consuming it. Throws YamlError. */
  peek(): Token {
    for (;;) {
      const head = this.#tokens[this.#head];
      if (head !== undefined && !(head.candidate?.possible && this.#stillPossible(head.candidate))) return head;
      if (this.#ended && head !== undefined) return head;
      this.#fetch();
    }
  }

  skip(): void {
    this.#head += 1;
    this.#taken += 1;
    if (this.#head === this.#tokens.length) {
      this.#tokens = [];
      this.#head = 0;
    } else if (this.#head >= 1024) {
      this.#tokens = this.#tokens.slice(this.#head);
      this.#head = 0;
    }
  }

  get #flow(): number {
    return this.#candidates.length - 1;
  }

  #append(kind: TokenKind, text = '', more: Partial<Pick<Token, 'tag' | 'directive'>> = {}, line = this.#cursor.line) {
    this.#tokens.push(tokenOf(kind, line, text, more, this.#begun));
    this.#begun = undefined;
  }

  #fail(problem: string, line = this.#cursor.line): never {
    throw scannerError(problem, line);
  }

  #stillPossible(candidate: Candidate): boolean {
    if (candidate.line >= this.#cursor.line && this.#cursor.at <= candidate.at + maxSimpleKeyLength) return true;
    if (candidate.required) this.#fail("could not find expected ':'");
    candidate.possible = false;
    return false;
  }

  /** Records that the next token may begin a key. */
  #begin(): void {
    if (!this.#keyAllowed) return;
    this.#drop();
    const { line, column, at } = this.#cursor;
    this.#begun = {
      possible: true,
      required: this.#flow === 0 && this.#indent === column,
      number: this.#taken + this.#tokens.length - this.#head,
      line,
      column,
      at,
    };
    this.#candidates[this.#flow] = this.#begun;
  }

  /** Discards the possible key of this level. */
  #drop(): void {
    const candidate = this.#candidates[this.#flow];
    if (!candidate?.possible) return;
    if (candidate.required) this.#fail("could not find expected ':'");
    candidate.possible = false;
  }

  #indentTo(column: number, kind: TokenKind, before?: number): void {
    if (this.#flow > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#checkDepth(this.#indents.length);
    if (before === undefined) this.#append(kind);
    else this.#insert(kind, before);
  }

  #insert(kind: TokenKind, number: number): void {
    const at = number - this.#taken + this.#head;
    this.#tokens.splice(at, 0, tokenOf(kind, this.#tokens[at]?.line ?? this.#cursor.line, '', {}, undefined));
  }

  #checkDepth(depth: number): void {
    if (depth > this.#maxDepth) throw valueError(`exceeded max depth of ${this.#maxDepth}`);
  }

  #unindentTo(column: number): void {
    if (this.#flow > 0) return;
    while (this.#indent > column) {
      this.#append('block end');
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #toNextToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      const code = cursor.code();
      if (code === 32 || (code === 9 && (this.#flow > 0 || !this.#keyAllowed))) cursor.at += 1;
      else if (code === 35) cursor.at = cursor.lineEnd();
      else if (isBreak(code)) {
        if (cursor.lineFeeds() === 0) cursor.break();
        if (this.#flow === 0) this.#keyAllowed = true;
      } else if (code === 0xfeff && cursor.column === 0) cursor.at += 1;
      else return;
    }
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#toNextToken();
    this.#unindentTo(cursor.column);
    if (cursor.ended) {
      this.#end();
      return;
    }
    if (cursor.column === 0 && cursor.code() === 37) {
      this.#leaveBlock();
      const { line } = cursor;
      this.#append('directive', '', { directive: scanDirective(cursor) }, line);
      return;
    }
    if (cursor.isDocumentIndicator()) {
      this.#leaveBlock();
      this.#append(cursor.code() === 45 ? 'document start' : 'document end');
      cursor.at += 3;
      return;
    }
    this.#fetchContent(cursor.text[cursor.at] as string);
  }

  #end(): void {
    this.#cursor.finish();
    this.#leaveBlock();
    this.#append('end of stream');
    this.#ended = true;
  }

  #leaveBlock(): void {
    this.#unindentTo(-1);
    this.#drop();
    this.#keyAllowed = false;
  }

  #fetchContent(char: string): void {
    const spaced = isBlankOrEnd(this.#cursor.code(1));
    const flow = this.#flow > 0;
    switch (char) {
      case '[':
        this.#open('flow sequence');
        break;
      case '{':
        this.#open('flow mapping');
        break;
      case ']':
        this.#close('flow sequence end');
        break;
      case '}':
        this.#close('flow mapping end');
        break;
      case ',':
        this.#indicator('flow entry');
        break;
      case '-':
        if (spaced) this.#blockEntry();
        else this.#plain();
        break;
      case '?':
        if (flow || spaced) this.#explicitKey();
        else this.#plain();
        break;
      case ':':
        if (flow || spaced) this.#value();
        else this.#plain();
        break;
      case '*':
        this.#named('alias');
        break;
      case '&':
        this.#named('anchor');
        break;
      case '!':
        this.#tag();
        break;
      case "'":
      case '"':
        this.#quoted(char === '"');
        break;
      case '|':
      case '>':
        if (flow) this.#fail(noToken);
        this.#block(char === '|');
        break;
      case '%':
      case '@':
      case '`':
      case '\t':
        throw scannerError(noToken, this.#cursor.line);
      default:
        this.#plain();
    }
  }

  #open(kind: TokenKind): void {
    this.#begin();
    this.#append(kind);
    this.#cursor.at += 1;
    this.#candidates.push(undefined);
    this.#checkDepth(this.#flow);
    this.#keyAllowed = true;
  }

  #close(kind: TokenKind): void {
    this.#drop();
    if (this.#flow > 0) this.#candidates.pop();
    this.#keyAllowed = false;
    this.#append(kind);
    this.#cursor.at += 1;
  }

  #indicator(kind: TokenKind): void {
    this.#drop();
    this.#keyAllowed = true;
    this.#append(kind);
    this.#cursor.at += 1;
  }

  #blockEntry(): void {
    if (this.#flow === 0) {
      if (!this.#keyAllowed) this.#fail('block sequence entries are not allowed in this context');
      this.#indentTo(this.#cursor.column, 'block sequence');
    }
    this.#indicator('block entry');
  }

  #explicitKey(): void {
    if (this.#flow === 0) {
      if (!this.#keyAllowed) this.#fail('mapping keys are not allowed in this context');
      this.#indentTo(this.#cursor.column, 'block mapping');
    }
    this.#indicator('key');
    this.#keyAllowed = this.#flow === 0;
  }

  #value(): void {
    const candidate = this.#candidates[this.#flow];
    if (candidate?.possible && this.#stillPossible(candidate)) {
      this.#insert('key', candidate.number);
      this.#indentTo(candidate.column, 'block mapping', candidate.number);
      candidate.possible = false;
      this.#keyAllowed = false;
    } else {
      if (this.#flow === 0) {
        if (!this.#keyAllowed) this.#fail('mapping values are not allowed in this context');
        this.#indentTo(this.#cursor.column, 'block mapping');
      }
      this.#keyAllowed = this.#flow === 0;
    }
    this.#append('value');
    this.#cursor.at += 1;
  }

  #named(kind: 'alias' | 'anchor'): void {
    this.#begin();
    this.#keyAllowed = false;
    this.#append(kind, anchorName(this.#cursor));
  }

  #tag(): void {
    this.#begin();
    this.#keyAllowed = false;
    this.#append('tag', '', { tag: scanTag(this.#cursor) });
  }

  #quoted(double: boolean): void {
    this.#begin();
    this.#keyAllowed = false;
    const { line } = this.#cursor;
    this.#append('quoted', quotedScalar(this.#cursor, double), {}, line);
  }

  #block(literal: boolean): void {
    this.#drop();
    this.#keyAllowed = true;
    const { line } = this.#cursor;
    this.#append('quoted', blockScalar(this.#cursor, literal, this.#indent), {}, line);
  }

  #plain(): void {
    this.#begin();
    this.#keyAllowed = false;
    const { line } = this.#cursor;
    const { value, broken } = plainScalar(this.#cursor, this.#indent + 1, this.#flow > 0);
    if (broken) this.#keyAllowed = true;
    this.#append('plain', value, {}, line);
  }
}

function tokenOf(
  kind: TokenKind,
  line: number,
  text: string,
  { tag, directive }: Partial<Pick<Token, 'tag' | 'directive'>>,
  candidate: Candidate | undefined,
): Token {
  return { kind, line, text, tag, directive, candidate };
}
