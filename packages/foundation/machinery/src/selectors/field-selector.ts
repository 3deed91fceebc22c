/** Field selectors: `metadata.name=web,status.phase!=Running`, with `\`, `,` and `=` escaped in values. */
import { errors } from '../status-error.ts';

export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Terms that all must hold. Immutable. */
export interface FieldSelector {
  readonly terms: readonly FieldTerm[];
  readonly empty: boolean;
  /** Canonical, and parses to the same terms. */
  toString(): string;
}

/** An escaped value in a field selector. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

function unescapeFieldValue(text: string): string {
  const pieces = text.match(/\\.?|[^\\]/gsu) ?? [];
  return pieces
    .map((piece) => {
      if (piece === ',' || piece === '=') {
        throw errors.badRequest(`invalid field selector: unescaped character in value: ${piece.charCodeAt(0)}`);
      }
      if (piece[0] !== '\\') return piece;
      if (!['\\\\', '\\,', '\\='].includes(piece)) {
        throw errors.badRequest(`invalid field selector: invalid escape sequence: ${piece}`);
      }
      return piece.slice(1);
    })
    .join('');
}

export function fieldSelectorOf(terms: readonly FieldTerm[]): FieldSelector {
  return {
    terms,
    empty: terms.length === 0,
    toString: () => terms.map(({ field, operator, value }) => field + operator + escapeFieldValue(value)).join(','),
  };
}

/** Splits at unescaped commas. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === ',') {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

/** Throws a StatusError (BadRequest) with the message of `fields.ParseSelector`. Linear in the text. */
export function parseFieldSelector(text: string): FieldSelector {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text).sort()) {
    if (part === '') continue;
    const at = part.search(/!=|=/);
    if (at < 0) throw errors.badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    const operator = part[at] === '!' ? '!=' : '=';
    const width = operator === '!=' || part.startsWith('==', at) ? 2 : 1;
    terms.push({ field: part.slice(0, at), operator, value: unescapeFieldValue(part.slice(at + width)) });
  }
  return fieldSelectorOf(terms);
}

/** Whether all terms hold; `get` gives a field's value, the empty string for an absent one. */
export function matchesFields(selector: FieldSelector, get: (field: string) => string): boolean {
  return selector.terms.every(({ field, operator, value }) => (get(field) === value) === (operator === '='));
}

/** The value that the selector requires of `field` (`metadata.name=x`). */
export function exactField(selector: FieldSelector, field: string): string | undefined {
  return selector.terms.find((term) => term.field === field && term.operator === '=')?.value;
}
