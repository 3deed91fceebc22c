/** Validation errors of fields, with the messages and codes of upstream's field package. */
import { encodeJson } from './json/json.ts';

export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTooShort'
  | 'InternalError'
  | 'FieldValueTypeInvalid';

export interface FieldError {
  readonly type: FieldErrorType;
  /** Path from the object's root: `spec.containers[0].name`, `metadata.labels[a/b]`. */
  readonly field: string;
  /** Message without the field, as in a Status cause. */
  readonly message: string;
}

/** Characters that Go's encoder escapes in JSON, for the sake of HTML. */
function escaped(json: string): string {
  return json.replaceAll(/[<>&\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A value as Go's `%v`/`%q` would show it in such a message: strings quoted, structures as JSON. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object') return escaped(encodeJson(value));
  return String(value);
}

function detailed(head: string, detail: string): string {
  return detail === '' ? head : `${head}: ${detail}`;
}

export const fieldError = {
  required: (field: string, detail = ''): FieldError => ({
    type: 'FieldValueRequired',
    field,
    message: detailed('Required value', detail),
  }),
  invalid: (field: string, value: unknown, detail = ''): FieldError => ({
    type: 'FieldValueInvalid',
    field,
    message: detailed(`Invalid value: ${shown(value)}`, detail),
  }),
  typeInvalid: (field: string, value: unknown, detail = ''): FieldError => ({
    type: 'FieldValueTypeInvalid',
    field,
    message: detailed(`Invalid value: ${shown(value)}`, detail),
  }),
  duplicate: (field: string, value: unknown): FieldError => ({
    type: 'FieldValueDuplicate',
    field,
    message: `Duplicate value: ${shown(value)}`,
  }),
  notFound: (field: string, value: unknown): FieldError => ({
    type: 'FieldValueNotFound',
    field,
    message: `Not found: ${shown(value)}`,
  }),
  /** `supported` is listed in the given order. */
  notSupported: (field: string, value: unknown, supported: readonly string[]): FieldError => ({
    type: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${shown(value)}: supported values: ${supported.map((each) => JSON.stringify(each)).join(', ')}`,
  }),
  forbidden: (field: string, detail: string): FieldError => ({
    type: 'FieldValueForbidden',
    field,
    message: `Forbidden: ${detail}`,
  }),
  tooLong: (field: string, limit: number): FieldError => ({
    type: 'FieldValueTooLong',
    field,
    message: `Too long: may not be more than ${limit} bytes`,
  }),
  tooMany: (field: string, actual: number, limit: number): FieldError => ({
    type: 'FieldValueTooMany',
    field,
    message: `Too many: ${actual}: must have at most ${limit} ${limit === 1 ? 'item' : 'items'}`,
  }),
  internal: (field: string, detail: string): FieldError => ({
    type: 'InternalError',
    field,
    message: `Internal error: ${detail}`,
  }),
};
