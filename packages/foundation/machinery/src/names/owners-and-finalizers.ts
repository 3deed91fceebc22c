/** Owner references and finalizers, held against their rules. */
import { type FieldError, fieldError } from '../field-error.ts';
import { type OwnerReference, parseApiVersion } from '../meta.ts';
import { qualifiedName } from './label-names.ts';

function validateOwnerReference(reference: OwnerReference, path: string): FieldError[] {
  const type = parseApiVersion(reference.apiVersion ?? '');
  const found: FieldError[] = [];
  if (type === undefined) {
    found.push(fieldError.invalid(`${path}.apiVersion`, reference.apiVersion ?? '', 'version must not be empty'));
  }
  for (const field of ['kind', 'name', 'uid'] as const) {
    if (!reference[field]) found.push(fieldError.invalid(`${path}.${field}`, '', 'must not be empty'));
  }
  // Events come and go by the thousand and cannot own anything.
  if (type?.group === '' && type.version === 'v1' && reference.kind === 'Event') {
    found.push(fieldError.invalid(path, reference, '/v1, Kind=Event is disallowed from being an owner'));
  }
  return found;
}

/** Each reference is complete, and at most one of them is the controller. Paths carry no index, as upstream's. */
export function validateOwnerReferences(references: readonly OwnerReference[] | undefined, path: string): FieldError[] {
  const found: FieldError[] = [];
  let first = '';
  for (const reference of references ?? []) {
    found.push(...validateOwnerReference(reference, path));
    if (reference.controller !== true) continue;
    const current = `${reference.kind}/${reference.name}`;
    if (first === '') first = current;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${current}`;
      found.push(fieldError.invalid(path, references, detail));
    }
  }
  return found;
}

export const finalizerOrphan = 'orphan';
export const finalizerForeground = 'foregroundDeletion';

export function validateFinalizers(finalizers: readonly string[] | undefined, path: string): FieldError[] {
  const all = finalizers ?? [];
  const found = all.flatMap((finalizer) =>
    qualifiedName(finalizer).map((message) => fieldError.invalid(path, finalizer, message)),
  );
  if (all.includes(finalizerOrphan) && all.includes(finalizerForeground)) {
    const detail = `finalizer ${finalizerOrphan} and ${finalizerForeground} cannot be both set`;
    found.push(fieldError.invalid(path, all, detail));
  }
  return found;
}

/** While an object is being deleted its finalizers can only become fewer. */
export function validateNoNewFinalizers(
  next: readonly string[] | undefined,
  old: readonly string[] | undefined,
  path: string,
): FieldError[] {
  const added = [...new Set(next)].filter((finalizer) => !old?.includes(finalizer)).sort();
  if (added.length === 0) return [];
  const shown = `[]string{${added.map((each) => JSON.stringify(each)).join(', ')}}`;
  return [
    fieldError.forbidden(
      path,
      `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`,
    ),
  ];
}
