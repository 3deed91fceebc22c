/** The grammar of expressions: recursive descent to a tree in which macros are expanded. */
import { CelUint, type Expr, type ListElement, type LiteralValue, type MapEntry, type StructField } from './ast.ts';
import { ExprFactory } from './expr-factory.ts';
import { CelCompileError, Issues } from './issues.ts';
import { type Token, tokenize } from './lexer.ts';
import { expandMacro, MacroError, type MacroExtension } from './macros.ts';
import { SyntaxStop, TokenStream } from './token-stream.ts';
import { UnquoteError, unquoteBytes, unquoteString } from './unquote.ts';

/** Code points an expression may have (upstream's default). */
const maxExpressionCodePoints = 100_000;
const relations = new Map(['<', '<=', '>=', '>', '==', '!=', 'in'].map((op) => [op, op === 'in' ? '@in' : `_${op}_`]));
const sums = new Map(['+', '-'].map((op) => [op, `_${op}_`]));
const products = new Map(['*', '/', '%'].map((op) => [op, `_${op}_`]));
const reserved = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
);

/** A balanced tree of `a && b && c…`, which limits the depth of long chains. */
function balanced(make: ExprFactory, name: string, terms: readonly Expr[], ops: readonly Token[]): Expr {
  const build = (low: number, high: number): Expr => {
    const middle = (low + high + 1) >> 1;
    const op = ops[middle];
    const [left, right] = [terms[middle], terms[middle + 1]];
    if (op === undefined || left === undefined || right === undefined) throw new SyntaxStop('no terms');
    const before = middle === low ? left : build(low, middle - 1);
    const after = middle === high ? right : build(middle + 1, high);
    return make.call(op.at, name, before, after);
  };
  return build(0, ops.length - 1);
}

class Parser {
  readonly #issues: Issues;
  readonly #tokens: TokenStream;
  readonly #make = new ExprFactory();
  readonly #macros: readonly MacroExtension[];
  #expressions = 0;
  #operations = 0;
  #members = 0;

  constructor(source: string, issues: Issues, macros: readonly MacroExtension[]) {
    this.#macros = macros;
    this.#issues = issues;
    this.#tokens = new TokenStream(tokenize(source, issues), issues);
  }

  parse(): Expr {
    const expr = this.#expression();
    this.#tokens.expectEnd();
    return expr;
  }

  #expression(): Expr {
    this.#expressions += 1;
    this.#tokens.checkDepth(this.#expressions);
    const condition = this.#or();
    const op = this.#tokens.accept('?');
    const expr = op === undefined ? condition : this.#conditional(op, condition);
    this.#expressions -= 1;
    return expr;
  }

  #conditional(op: Token, condition: Expr): Expr {
    const whenTrue = this.#or();
    this.#tokens.expect(':');
    return this.#make.call(op.at, '_?_:_', condition, whenTrue, this.#expression());
  }

  #or(): Expr {
    return this.#chain('||', '_||_', () => this.#chain('&&', '_&&_', () => this.#relation()));
  }

  #chain(symbol: string, name: string, term: () => Expr): Expr {
    const first = term();
    if (!this.#tokens.at(symbol)) return first;
    const terms = [first];
    const ops: Token[] = [];
    while (this.#tokens.at(symbol)) {
      ops.push(this.#tokens.next());
      terms.push(term());
    }
    return balanced(this.#make, name, terms, ops);
  }

  #relation(): Expr {
    return this.#binary(relations, () => this.#binary(sums, () => this.#binary(products, () => this.#unary())));
  }

  #binary(names: ReadonlyMap<string, string>, operand: () => Expr): Expr {
    const depth = this.#operations;
    let left = operand();
    while (this.#tokens.peek().kind === 'symbol') {
      const name = names.get(this.#tokens.peek().text);
      if (name === undefined) break;
      this.#operations += 1;
      this.#tokens.checkDepth(this.#operations);
      const op = this.#tokens.next();
      left = this.#make.call(op.at, name, left, operand());
    }
    this.#operations = depth;
    return left;
  }

  #unary(): Expr {
    const first = this.#tokens.peek();
    const sign = this.#tokens.at('!') ? '!' : '-';
    const number = this.#tokens.peek(1).kind;
    if (!this.#tokens.at(sign) || (sign === '-' && (number === 'int' || number === 'double'))) return this.#member();
    let times = 0;
    while (this.#tokens.accept(sign) !== undefined) times += 1;
    const operand = this.#member();
    if (times % 2 === 0) return operand;
    return this.#make.call(first.at, sign === '!' ? '!_' : '-_', operand);
  }

  #member(): Expr {
    const depth = this.#members;
    let expr = this.#primary();
    for (;;) {
      if (this.#tokens.at('.')) expr = this.#selection(expr);
      else if (this.#tokens.at('[')) expr = this.#index(expr);
      else break;
      this.#members += 1;
      this.#tokens.checkDepth(this.#members);
    }
    this.#members = depth;
    return expr;
  }

  #selection(operand: Expr): Expr {
    const dot = this.#tokens.next();
    const optional = this.#tokens.accept('?') !== undefined;
    const name = this.#tokens.peek();
    if (name.kind !== 'ident' && name.kind !== 'quoted-ident') {
      const text = name.kind === 'end' ? '' : name.text;
      return this.#tokens.stop(
        name.at,
        `Syntax error: no viable alternative at input '.${optional ? '?' : ''}${text}'`,
      );
    }
    const field = this.#fieldName([]);
    if (optional) return this.#make.call(dot.at, '_?._', operand, this.#make.literal(name.at, field));
    if (name.kind !== 'ident' || !this.#tokens.at('(')) return this.#make.select(dot.at, operand, field);
    const open = this.#tokens.next();
    return this.#callOrMacro(open, field, operand, this.#arguments());
  }

  #fieldName(also: readonly string[]): string {
    const name = this.#tokens.peek();
    if (name.kind !== 'ident' && name.kind !== 'quoted-ident') {
      return this.#tokens.fail([...also, 'IDENTIFIER', 'ESC_IDENTIFIER']);
    }
    this.#tokens.next();
    // Kubernetes has not enabled names in backquotes.
    if (name.kind === 'quoted-ident') this.#issues.report(name.at, "unsupported syntax: '`'");
    return name.text;
  }

  #index(operand: Expr): Expr {
    const open = this.#tokens.next();
    const optional = this.#tokens.accept('?') !== undefined;
    const index = this.#expression();
    this.#tokens.expect(']');
    return this.#make.call(open.at, optional ? '_[?_]' : '_[_]', operand, index);
  }

  #arguments(): readonly Expr[] {
    const args: Expr[] = [];
    if (this.#tokens.accept(')') !== undefined) return args;
    do args.push(this.#expression());
    while (this.#tokens.accept(',') !== undefined);
    this.#tokens.expect(')');
    return args;
  }

  #callOrMacro(open: Token, name: string, target: Expr | undefined, args: readonly Expr[]): Expr {
    try {
      const expanded = expandMacro(this.#make, open.at, name, target, args, this.#macros);
      if (expanded !== undefined) return expanded;
    } catch (error) {
      if (!(error instanceof MacroError)) throw error;
      return this.#reject(error.at, error.message);
    }
    if (target === undefined) return this.#make.call(open.at, name, ...args);
    return this.#make.method(open.at, target, name, ...args);
  }

  /** Reports an error and returns a placeholder. */
  #reject(at: number, message: string): Expr {
    this.#issues.report(at, message);
    return this.#make.literal(at, null);
  }

  #primary(): Expr {
    const token = this.#tokens.peek();
    switch (token.kind) {
      case 'ident':
        return this.#named();
      case 'string':
      case 'bytes':
      case 'int':
      case 'uint':
      case 'double':
        return this.#literal(this.#tokens.next(), token.at, token.text);
      case 'symbol':
        return this.#symbol(token);
      default:
        return this.#missing(token);
    }
  }

  /** Continues after a missing operand. */
  #missing(token: Token, also: readonly string[] = []): Expr {
    return this.#tokens.missingOperand(also) ? this.#primary() : this.#make.literal(token.at, null);
  }

  #symbol(token: Token): Expr {
    switch (token.text) {
      case '(':
        return this.#nested();
      case '[':
        return this.#list();
      case '{':
        return this.#map();
      case '.':
        return this.#named();
      case '-': {
        this.#tokens.next();
        const number = this.#tokens.next();
        return this.#literal(number, token.at, `-${number.text}`);
      }
      case 'true':
      case 'false':
        this.#tokens.next();
        return this.#make.literal(token.at, token.text === 'true');
      case 'null':
        this.#tokens.next();
        return this.#make.literal(token.at, null);
      default:
        return this.#missing(token);
    }
  }

  #nested(): Expr {
    this.#tokens.next();
    const expr = this.#expression();
    this.#tokens.expect(')');
    return expr;
  }

  /** An identifier, a call, or `a.b.C{…}`. */
  #named(): Expr {
    const dot = this.#tokens.accept('.') === undefined ? '' : '.';
    const name = this.#tokens.peek();
    if (name.kind !== 'ident') {
      return this.#tokens.stop(
        name.at,
        `Syntax error: no viable alternative at input '${dot}${name.kind === 'end' ? '' : name.text}'`,
      );
    }
    const message = this.#messageName();
    if (message !== undefined) return this.#struct(dot + message);
    this.#tokens.next();
    if (reserved.has(name.text)) return this.#reject(name.at, `reserved identifier: ${name.text}`);
    if (!this.#tokens.at('(')) return this.#make.ident(name.at, dot + name.text);
    const open = this.#tokens.next();
    return this.#callOrMacro(open, dot + name.text, undefined, this.#arguments());
  }

  /** Takes `a.b.C` when a brace follows it. */
  #messageName(): string | undefined {
    let length = 1;
    while (this.#tokens.at('.', length) && this.#tokens.peek(length + 1).kind === 'ident') length += 2;
    if (!this.#tokens.at('{', length)) return undefined;
    let name = '';
    for (let i = 0; i < length; i++) name += this.#tokens.next().text;
    return name;
  }

  #list(): Expr {
    const open = this.#tokens.next();
    const id = this.#make.id();
    const elements: ListElement[] = [];
    if (this.#tokens.accept(',') === undefined) {
      while (!this.#tokens.at(']')) {
        const optional = this.#tokens.accept('?') !== undefined;
        elements.push({ value: this.#expression(), optional });
        if (this.#tokens.accept(',') === undefined) break;
      }
    }
    this.#tokens.expect(']');
    return { kind: 'list', id, at: open.at, elements };
  }

  #map(): Expr {
    const open = this.#tokens.next();
    const id = this.#make.id();
    const entries: MapEntry[] = [];
    if (this.#tokens.accept(',') === undefined) {
      while (!this.#tokens.at('}')) {
        const optional = this.#tokens.accept('?') !== undefined;
        const key = this.#expression();
        const colon = this.#tokens.expect(':');
        entries.push({ id: this.#make.id(), at: colon.at, key, value: this.#expression(), optional });
        if (this.#tokens.accept(',') === undefined) break;
      }
    }
    this.#tokens.expect('}');
    return { kind: 'map', id, at: open.at, entries };
  }

  #struct(type: string): Expr {
    const open = this.#tokens.next();
    const id = this.#make.id();
    const fields: StructField[] = [];
    if (this.#tokens.accept(',') === undefined) {
      while (!this.#tokens.at('}')) {
        const optional = this.#tokens.accept('?') !== undefined;
        const name = this.#fieldName(["'}'", "','", "'?'"]);
        const colon = this.#tokens.expect(':');
        fields.push({ id: this.#make.id(), at: colon.at, name, value: this.#expression(), optional });
        if (this.#tokens.accept(',') === undefined) break;
      }
    }
    this.#tokens.expect('}');
    return { kind: 'struct', id, at: open.at, type, fields };
  }

  #literal(token: Token, at: number, text: string): Expr {
    try {
      const value = literalValue(token, text);
      if (value !== undefined) return this.#make.literal(at, value);
      return this.#reject(at, `invalid ${token.kind} literal`);
    } catch (error) {
      if (error instanceof UnquoteError) return this.#reject(at, error.message);
      throw error;
    }
  }
}

/** Undefined if the number is out of range. Throws `UnquoteError`. */
function literalValue(token: Token, text: string): LiteralValue | undefined {
  switch (token.kind) {
    case 'int': {
      const value = text.startsWith('-') ? -BigInt(token.text) : BigInt(token.text);
      return BigInt.asIntN(64, value) === value ? value : undefined;
    }
    case 'uint': {
      const value = BigInt(text.slice(0, -1));
      return BigInt.asUintN(64, value) === value ? new CelUint(value) : undefined;
    }
    case 'double': {
      const value = Number(text);
      return Number.isFinite(value) ? value : undefined;
    }
    case 'bytes':
      return unquoteBytes(text.slice(1));
    default:
      return unquoteString(text);
  }
}

/** Parses and expands macros. Throws {@link CelCompileError} with all errors. */
export function parseCel(source: string, macros: readonly MacroExtension[] = []): Expr {
  const issues = new Issues();
  const size = source.length > maxExpressionCodePoints ? [...source].length : source.length;
  if (size > maxExpressionCodePoints) {
    const limit = `size: ${size}, limit ${maxExpressionCodePoints}`;
    issues.report(undefined, `expression code point size exceeds limit: ${limit}`);
    throw new CelCompileError('', issues);
  }
  try {
    const expr = new Parser(source, issues, macros).parse();
    if (issues.count === 0) return expr;
  } catch (error) {
    if (!(error instanceof SyntaxStop)) throw error;
  }
  throw new CelCompileError(source, issues);
}
