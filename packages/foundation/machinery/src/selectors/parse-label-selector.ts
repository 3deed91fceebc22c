/** Reads label selectors as written in URLs and on command lines: `app=web,tier in (a,b),!canary`. */
import { fieldError } from '../field-error.ts';
import { qualifiedName } from '../names/label-names.ts';
import { errors, type StatusError } from '../status-error.ts';
import { binaryOperators, type Operator, type Requirement, validateRequirement } from './requirement.ts';
import { type Selector, selectorOf } from './selector.ts';

interface Token {
  readonly kind: 'identifier' | 'operator' | 'end' | ',' | '(' | ')' | '!';
  readonly text: string;
}

const operators = new Map<string, Operator>([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
]);

/** Symbols, and everything between symbols and blanks. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [word] of text.matchAll(/==|!=|[=!(),><]|[^=!(),>< \t\r\n]+/g)) {
    const symbol = word === ',' || word === '(' || word === ')' || word === '!';
    tokens.push({ kind: symbol ? word : operators.has(word) ? 'operator' : 'identifier', text: word });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

const badRequest = (message: string): StatusError => errors.badRequest(message);
/** An error in a single requirement. Upstream wraps these errors only. */
const inRequirement = (message: string): StatusError => badRequest(`unable to parse requirement: ${message}`);

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  /** The next token. In place of a value or key, `in` and `notin` are identifiers. */
  #peek(): Token {
    const token = this.#tokens[this.#position] ?? { kind: 'end', text: '' };
    return token.text === 'in' || token.text === 'notin' ? { kind: 'identifier', text: token.text } : token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#position++;
    return token;
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    const first = this.#peek();
    if (first.kind === 'end') return requirements;
    if (first.kind !== 'identifier' && first.kind !== '!') {
      throw badRequest(`found '${first.text}', expected: !, identifier, or 'end of string'`);
    }
    for (;;) {
      requirements.push(this.#requirement());
      const after = this.#take();
      if (after.kind === 'end') return requirements;
      if (after.kind !== ',') throw badRequest(`found '${after.text}', expected: ',' or 'end of string'`);
      const next = this.#peek();
      if (next.kind !== 'identifier' && next.kind !== '!') {
        throw badRequest(`found '${next.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    const negated = this.#peek().kind === '!';
    if (negated) this.#take();
    const { kind, text: key } = this.#take();
    if (kind !== 'identifier') throw inRequirement(`found '${key}', expected: identifier`);
    const messages = qualifiedName(key);
    // Upstream has no path here, and prints an empty one.
    if (messages.length > 0) throw inRequirement(`<nil>: ${fieldError.invalid('', key, messages.join('; ')).message}`);
    const ahead = this.#peek().kind;
    if (negated) return { key, operator: '!', values: [] };
    if (ahead === 'end' || ahead === ',') return { key, operator: 'exists', values: [] };
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#valueList() : [this.#exactValue()];
    const requirement: Requirement = { key, operator, values: [...new Set(values)].sort() };
    const found = validateRequirement(requirement).map(({ field, message }) => `${field}: ${message}`);
    if (found.length > 0) throw inRequirement(found.length === 1 ? `${found[0]}` : `[${found.join(', ')}]`);
    return requirement;
  }

  #operator(): Operator {
    const { text } = this.#take();
    const operator = operators.get(text);
    if (operator === undefined) throw inRequirement(`found '${text}', expected: ${binaryOperators.join(', ')}`);
    return operator;
  }

  #exactValue(): string {
    const ahead = this.#peek();
    if (ahead.kind === 'end' || ahead.kind === ',') return '';
    this.#take();
    if (ahead.kind !== 'identifier') throw inRequirement(`found '${ahead.text}', expected: identifier`);
    return ahead.text;
  }

  /** `(a,b)`. An empty place between commas and parentheses is the empty value. */
  #valueList(): string[] {
    const open = this.#take();
    if (open.kind !== '(') throw inRequirement(`found '${open.text}' expected: '('`);
    const start = this.#peek();
    if (start.kind !== 'identifier' && start.kind !== ',' && start.kind !== ')') {
      throw inRequirement(`found '${start.text}', expected: ',', ')' or identifier`);
    }
    const values: string[] = [];
    let pending = '';
    for (;;) {
      const token = this.#take();
      if (token.kind === ',' || token.kind === ')') {
        values.push(pending);
        pending = '';
        if (token.kind === ')') return values;
        continue;
      }
      if (token.kind !== 'identifier') throw inRequirement(`found '${token.text}', expected: ',', or identifier`);
      pending = token.text;
      const after = this.#peek();
      if (after.kind !== ',' && after.kind !== ')') {
        throw inRequirement(`found '${after.text}', expected: ',' or ')'`);
      }
    }
  }
}

/** Throws a StatusError (BadRequest) with the message of `labels.Parse`. Linear in the text. */
export function parseLabelSelector(text: string): Selector {
  // A NUL ends the text, as in upstream's lexer.
  return selectorOf(new Parser(text.split('\0', 1)[0] ?? '').parse());
}
