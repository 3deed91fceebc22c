/** Whole maps of labels and annotations, held against their rules. */
import { type FieldError, fieldError } from '../field-error.ts';
import { labelValue, qualifiedName } from './label-names.ts';
import { utf8Length } from './utf8-length.ts';

type StringMap = Readonly<Record<string, string>>;

/** Keys and values of all of an object's annotations together, in bytes. */
export const annotationsSizeLimit = 256 * 1024;

/** One label key. */
export function validateLabelName(name: string, path: string): FieldError[] {
  return qualifiedName(name).map((message) => fieldError.invalid(path, name, message));
}

export function validateLabels(labels: StringMap | undefined, path: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...validateLabelName(key, path),
    ...labelValue(value).map((message) => fieldError.invalid(path, value, message)),
  ]);
}

/** Keys are qualified names in any case; values are free; the total size is bounded. */
export function validateAnnotations(annotations: StringMap | undefined, path: string): FieldError[] {
  const found: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    found.push(...qualifiedName(key.toLowerCase()).map((message) => fieldError.invalid(path, key, message)));
    size += utf8Length(key) + utf8Length(value);
  }
  if (size > annotationsSizeLimit) found.push(fieldError.tooLong(path, annotationsSizeLimit));
  return found;
}
