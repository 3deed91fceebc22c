/** Validation of the names of a definition, in its spec and its status. */
import type { CustomResourceDefinitionNames, CustomResourceDefinitionStatus } from '@kubets/api';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1035Label } from '@kubets/machinery/names';

/** Names that are set must be valid (`ValidateCustomResourceDefinitionNames`). */
export function nameErrors(names: CustomResourceDefinitionNames, path: string): readonly FieldError[] {
  const found: FieldError[] = [];
  const label = (at: string, value: string | undefined): void => {
    const wrong = value ? dns1035Label(value) : [];
    if (wrong.length > 0) found.push(fieldError.invalid(`${path}.${at}`, value, wrong.join(',')));
  };
  const kind = (at: string, value: string | undefined): void => {
    const wrong = value ? dns1035Label(value.toLowerCase()) : [];
    const detail = `may have mixed case, but should otherwise match: ${wrong.join(',')}`;
    if (wrong.length > 0) found.push(fieldError.invalid(`${path}.${at}`, value, detail));
  };
  const labels = (at: string, values: readonly string[] | undefined): void => {
    for (const [index, value] of (values ?? []).entries()) {
      const wrong = dns1035Label(value);
      if (wrong.length > 0) found.push(fieldError.invalid(`${path}.${at}[${index}]`, value, wrong.join(',')));
    }
  };
  label('plural', names.plural);
  label('singular', names.singular);
  kind('kind', names.kind);
  kind('listKind', names.listKind);
  labels('shortNames', names.shortNames);
  if (names.kind && names.kind === names.listKind) {
    found.push(fieldError.invalid(`${path}.listKind`, names.listKind, 'kind and listKind may not be the same'));
  }
  labels('categories', names.categories);
  return found;
}

/** Names that a spec must have. Singular and listKind have defaults. */
export function missingNames(names: CustomResourceDefinitionNames, path: string): readonly FieldError[] {
  const wanted = ['plural', 'singular', 'kind', 'listKind'] as const;
  return wanted.filter((name) => !names[name]).map((name) => fieldError.required(`${path}.${name}`));
}

export function statusErrors(status: CustomResourceDefinitionStatus | undefined): readonly FieldError[] {
  const names = status?.acceptedNames;
  return names === undefined ? [] : nameErrors(names, 'status.acceptedNames');
}
