/** One condition of a label selector: its rules, its meaning, its text. */
import { type FieldError, fieldError } from '../field-error.ts';
import { labelValue, qualifiedName } from '../names/label-names.ts';

export type Labels = Readonly<Record<string, string>>;
export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  /** In no particular order, without repetition. */
  readonly values: readonly string[];
}

/** As messages list them. */
export const binaryOperators: readonly Operator[] = ['in', 'notin', '=', '==', '!=', 'gt', 'lt'];

/** A signed 64-bit integer in decimal, as `gt` and `lt` compare them. */
function int64(text: string): bigint | undefined {
  if (text.length > 20 || !/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** The number of values that each operator requires, and the error for any other number. */
function wrongCount({ operator, values }: Requirement): string | undefined {
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length > 0 ? undefined : "for 'in', 'notin' operators, values set can't be empty";
    case '=':
    case '==':
    case '!=':
      return values.length === 1 ? undefined : 'exact-match compatibility requires one single value';
    case 'exists':
    case '!':
      return values.length === 0 ? undefined : 'values set must be empty for exists and does not exist';
    case 'gt':
    case 'lt':
      return values.length === 1 ? undefined : "for 'Gt', 'Lt' operators, exactly one value is required";
  }
}

/** Validates as `labels.NewRequirement`, with its paths (`key`, `values[0][key]`) and messages. */
export function validateRequirement(requirement: Requirement): FieldError[] {
  const { key, operator, values } = requirement;
  const found: FieldError[] = [];
  const keyMessages = qualifiedName(key);
  if (keyMessages.length > 0) found.push(fieldError.invalid('key', key, keyMessages.join('; ')));
  const count = wrongCount(requirement);
  if (count !== undefined) found.push(fieldError.invalid('values', values, count));
  values.forEach((value, index) => {
    if ((operator === 'gt' || operator === 'lt') && int64(value) === undefined) {
      const detail = "for 'Gt', 'Lt' operators, the value must be an integer";
      found.push(fieldError.invalid(`values[${index}]`, value, detail));
    }
  });
  values.forEach((value, index) => {
    const messages = labelValue(value);
    if (messages.length > 0) found.push(fieldError.invalid(`values[${index}][${key}]`, value, messages.join('; ')));
  });
  return found;
}

function compare(operator: 'gt' | 'lt', operand: string | undefined): (value: string) => boolean {
  const right = int64(operand ?? '');
  return (value) => {
    const left = int64(value);
    if (left === undefined || right === undefined) return false;
    return operator === 'gt' ? left > right : left < right;
  };
}

/** The condition as a function. An absent label satisfies the negative operators and no other. */
export function compileRequirement({ key, operator, values }: Requirement): (labels: Labels) => boolean {
  const has = (labels: Labels): boolean => Object.hasOwn(labels, key);
  const [first] = values;
  switch (operator) {
    case 'exists':
      return has;
    case '!':
      return (labels) => !has(labels);
    case 'gt':
    case 'lt': {
      const satisfies = compare(operator, first);
      return (labels) => has(labels) && satisfies(labels[key] ?? '');
    }
    default: {
      const wanted = operator === 'in' || operator === '=' || operator === '==';
      if (values.length === 1) return (labels) => (has(labels) && labels[key] === first) === wanted;
      const set = new Set(values);
      return (labels) => (has(labels) && set.has(labels[key] ?? '')) === wanted;
    }
  }
}

/** The condition in the text of a selector. It parses to the same condition. */
export function formatRequirement({ key, operator, values }: Requirement): string {
  const list = [...values].sort().join(',');
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`;
    case 'gt':
      return `${key}>${list}`;
    case 'lt':
      return `${key}<${list}`;
    default:
      return `${key}${operator}${list}`;
  }
}
