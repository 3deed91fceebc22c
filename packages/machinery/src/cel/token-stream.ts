/** The parser's view of the tokens, and its syntax errors in the words of upstream's parser generator. */
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

export const operandStart: readonly string[] =
  "'[' '{' '(' '.' '-' '!' 'true' 'false' 'null' NUM_FLOAT NUM_INT NUM_UINT STRING BYTES IDENTIFIER".split(' ');

const operators = "'==' '!=' 'in' '<' '<=' '>=' '>' '&&' '||' '[' '.' '-' '?' '+' '*' '/' '%'".split(' ');

/** How deep a rule of the grammar may nest, in itself and in chains of its operators. */
const deepest = 250;

export class TokenStream {
  readonly #tokens: readonly Token[];
  readonly #issues: Issues;
  #position = 0;

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

  /** Takes the symbol if it stands here. */
  accept(symbol: string): Token | undefined {
    return this.at(symbol) ? this.next() : undefined;
  }

  /** Takes the symbol that has to stand here, behind an operand. */
  expect(symbol: string): Token {
    const found = this.accept(symbol);
    if (found !== undefined) return found;
    if (this.at(symbol, 1)) return this.#extraneous(`'${symbol}'`);
    return this.fail([...operators, `'${symbol}'`]);
  }

  expectEnd(): void {
    const token = this.peek();
    if (token.kind === 'end') return;
    if (this.peek(1).kind === 'end') this.#extraneous('<EOF>');
    else this.fail(['<EOF>', ...operators]);
  }

  #extraneous(expected: string): Token {
    const { text, at } = this.next();
    this.#issues.report(at, `Syntax error: extraneous input '${text}' expecting ${expected}`);
    return this.next();
  }

  fail(expected: readonly string[]): never {
    const { text, at } = this.peek();
    const sorted = [...new Set(expected)].sort((a, b) => order.indexOf(a) - order.indexOf(b));
    const set = sorted.length === 1 ? sorted[0] : `{${sorted.join(', ')}}`;
    return this.stop(at, `Syntax error: mismatched input '${text}' expecting ${set}`);
  }

  stop(at: number | undefined, message: string): never {
    this.#issues.report(at, message);
    throw new SyntaxStop(message);
  }

  checkDepth(depth: number): void {
    if (depth > deepest) this.stop(undefined, `expression recursion limit exceeded: ${deepest}`);
  }
}
