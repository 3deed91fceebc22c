/** The token stream of the parser, and syntax errors with the messages of upstream's parser generator. */
import type { Issues } from './issues.ts';
import type { Token } from './lexer.ts';

/** Ends parsing after a syntax error has been reported. */
export class SyntaxStop extends Error {
  override readonly name = 'SyntaxStop';
}

/** How tokens are named in messages, in the order upstream lists them. */
const order = [
  "<EOF> '==' '!=' 'in' '<' '<=' '>=' '>' '&&' '||' '[' ']' '{' '}' '(' ')' '.' ',' '-' '!' '?' ':' '+' '*' '/' '%'",
  "'true' 'false' 'null' NUM_FLOAT NUM_INT NUM_UINT STRING BYTES IDENTIFIER ESC_IDENTIFIER",
]
  .join(' ')
  .split(' ');

const operandStart: readonly string[] =
  "'[' '{' '(' '.' '-' '!' 'true' 'false' 'null' NUM_FLOAT NUM_INT NUM_UINT STRING BYTES IDENTIFIER".split(' ');

/** Tokens that can follow an operand. Parsing continues there after a missing operand. */
const followers = new Set('== != in < <= >= > && || ] } ) . , ? : + - * / %'.split(' '));
/** The maximum number of missing operands before parsing stops (upstream's limit). */
const maxRecoveries = 30;

/** The maximum nesting depth of a grammar rule and of operator chains. */
const maxDepth = 250;

export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #issues: Issues;
  #position = 0;
  /** The location of the last error. Further errors there are not reported. */
  #failedAt = -1;
  #recoveries = 0;

  constructor(tokens: readonly Token[], issues: Issues) {
    this.#tokens = tokens;
    this.#issues = issues;
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[this.#position + ahead] ?? this.#tokens.at(-1);
    if (token === undefined) throw new SyntaxStop('no tokens');
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  at(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  /** Consumes the symbol if it is next. */
  accept(symbol: string): Token | undefined {
    return this.at(symbol) ? this.next() : undefined;
  }

  /** Consumes a required symbol after an operand. */
  expect(symbol: string): Token {
    const found = this.accept(symbol);
    if (found !== undefined) return found;
    if (this.at(symbol, 1)) return this.#extraneous(`'${symbol}'`);
    return this.fail([`'${symbol}'`]);
  }

  expectEnd(): void {
    const token = this.peek();
    if (token.kind === 'end') return;
    if (this.peek(1).kind === 'end') this.#extraneous('<EOF>');
    else this.fail(['<EOF>']);
  }

  #extraneous(expected: string): Token {
    const { text, at } = this.next();
    this.#issues.report(at, `Syntax error: extraneous input '${text}' expecting ${expected}`);
    return this.next();
  }

  fail(expected: readonly string[]): never {
    this.#report(expected);
    throw new SyntaxStop('syntax error');
  }

  /** Reports a missing operand and skips the token. Returns whether an operand follows. */
  missingOperand(also: readonly string[] = []): boolean {
    const expected = [...also, ...operandStart];
    if (startsOperand(this.peek(1)) && !startsOperand(this.peek())) {
      const { text, at } = this.next();
      this.#issues.report(at, `Syntax error: extraneous input '${text}' expecting ${setOf(expected)}`);
      return true;
    }
    this.#report(expected);
    this.#recoveries += 1;
    if (this.#recoveries > maxRecoveries) {
      this.stop(this.peek().at, `Syntax error: error recovery attempt limit exceeded: ${maxRecoveries}`);
    }
    while (this.peek().kind !== 'end' && !(this.peek().kind === 'symbol' && followers.has(this.peek().text)))
      this.next();
    return false;
  }

  #report(expected: readonly string[]): void {
    const { text, at } = this.peek();
    if (this.#failedAt === this.#position) return;
    this.#failedAt = this.#position;
    this.#issues.report(at, `Syntax error: mismatched input '${text}' expecting ${setOf(expected)}`);
  }

  stop(at: number | undefined, message: string): never {
    this.#issues.report(at, message);
    throw new SyntaxStop(message);
  }

  checkDepth(depth: number): void {
    if (depth > maxDepth) this.stop(undefined, `expression recursion limit exceeded: ${maxDepth}`);
  }
}

function setOf(expected: readonly string[]): string {
  const sorted = [...new Set(expected)].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return sorted.length === 1 ? String(sorted[0]) : `{${sorted.join(', ')}}`;
}

function startsOperand({ kind, text }: Token): boolean {
  if (kind === 'symbol') return operandStart.includes(`'${text}'`);
  return kind !== 'end' && kind !== 'quoted-ident';
}
