/** Validation of what a definition says about its versions, except for schemas: subresources, columns, selectable fields, deprecation. */
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
  SelectableField,
} from '@kubets/api';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { Plain } from '@kubets/machinery/json';
import { utf8Length } from '@kubets/machinery/names';
import { findField } from '@kubets/schema/custom';

const maxWarningLength = 256;
const maxSelectableFields = 8;
const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const selectableTypes: readonly unknown[] = ['string', 'boolean', 'integer'];

export function deprecationErrors(version: CustomResourceDefinitionVersion, path: string): readonly FieldError[] {
  const { deprecated = false, deprecationWarning: warning } = version;
  if (warning === undefined) return [];
  return warningErrors(deprecated, warning).map((each) =>
    fieldError.invalid(`${path}.deprecationWarning`, warning, each),
  );
}

/** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the space. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

function warningErrors(deprecated: boolean, warning: string): readonly string[] {
  if (!deprecated) return ['can only be set for deprecated versions'];
  const found: string[] = [];
  if (utf8Length(warning) > maxWarningLength) found.push(`must be <= ${maxWarningLength} characters long`);
  if (warning === '') found.push('must not be an empty string');
  let index = 0;
  for (const character of warning) {
    if (!printable.test(character)) {
      found.push(`must only contain printable UTF-8 characters; non-printable character found at index ${index}`);
      break;
    }
    index += utf8Length(character);
  }
  return found;
}

function simplePathError(path: string): string | undefined {
  if (path === '') return 'must not be empty';
  return path.startsWith('.') ? undefined : 'must be a simple json path starting with .';
}

export function subresourceErrors(given: CustomResourceSubresources | undefined, path: string): readonly FieldError[] {
  const { scale } = given ?? {};
  if (scale === undefined) return [];
  const found: FieldError[] = [];
  const check = (at: string, value: string, below: readonly string[], detail: string): void => {
    const wrong = simplePathError(value) ?? (below.some((each) => value.startsWith(each)) ? undefined : detail);
    if (wrong !== undefined) found.push(fieldError.invalid(`${path}.scale.${at}`, value, wrong));
  };
  const required = (at: string, value: string | undefined, root: string): void => {
    if (value) check(at, value, [`${root}.`], `should be a json path under ${root}`);
    else found.push(fieldError.required(`${path}.scale.${at}`));
  };
  required('specReplicasPath', scale.specReplicasPath, '.spec');
  required('statusReplicasPath', scale.statusReplicasPath, '.status');
  if (scale.labelSelectorPath) {
    const detail = 'should be a json path under either .spec or .status';
    check('labelSelectorPath', scale.labelSelectorPath, ['.spec.', '.status.'], detail);
  }
  return found;
}

export function columnErrors(column: CustomResourceColumnDefinition, path: string): readonly FieldError[] {
  const found: FieldError[] = [];
  const types = `must be one of ${columnTypes.join(',')}`;
  if (!column.name) found.push(fieldError.required(`${path}.name`));
  if (!column.type) found.push(fieldError.required(`${path}.type`, types));
  else if (!columnTypes.includes(column.type)) found.push(fieldError.invalid(`${path}.type`, column.type, types));
  if (column.format && !columnFormats.includes(column.format)) {
    const detail = `must be one of ${columnFormats.join(',')}`;
    found.push(fieldError.invalid(`${path}.format`, column.format, detail));
  }
  if (!column.jsonPath) found.push(fieldError.required(`${path}.JSONPath`));
  else {
    const wrong = simplePathError(column.jsonPath);
    if (wrong !== undefined) found.push(fieldError.invalid(`${path}.JSONPath`, column.jsonPath, wrong));
  }
  return found;
}

/** `anyNumber`: the stored definition has the same fields, and too many. */
export function selectableFieldErrors(
  fields: readonly SelectableField[],
  schema: Plain,
  path: string,
  anyNumber: boolean,
): readonly FieldError[] {
  const found: FieldError[] = [];
  const known = new Set<string>();
  for (const [index, { jsonPath = '' }] of fields.entries()) {
    const at = `${path}[${index}].jsonPath`;
    if (jsonPath === '') {
      found.push(fieldError.required(at));
      continue;
    }
    const field = findField(jsonPath, schema, { arrays: false });
    if (typeof field === 'string') {
      found.push(fieldError.invalid(at, jsonPath, `is an invalid path: ${field}`));
      continue;
    }
    if (/^metadata(?:[.[]|$)/.test(field.path)) {
      found.push(fieldError.invalid(at, jsonPath, 'must not point to fields in metadata'));
    }
    if (!selectableTypes.includes(field.schema.type)) {
      const detail =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
      found.push(fieldError.invalid(at, jsonPath, detail));
    }
    if (known.has(field.path)) found.push(fieldError.duplicate(at, jsonPath));
    known.add(field.path);
  }
  if (known.size > maxSelectableFields && !anyNumber) {
    found.push(fieldError.tooMany(path, known.size, maxSelectableFields));
  }
  return found;
}
