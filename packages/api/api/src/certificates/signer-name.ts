/** Validates names of signers: `example.com/signer-name`. Upstream: ValidateSignerName. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Label, dns1123Subdomain } from '@kubets/machinery/names';

const maxDomainLength = 253;
const maxNameLength = maxDomainLength + 253 + 63 + 2;

/** The problems of the first label that has any. */
function labelErrors(field: string, part: string, check: (label: string) => readonly string[]): readonly FieldError[] {
  for (const label of part.split('.')) {
    const found = check(label).map((message) =>
      fieldError.invalid(field, part, `validating label ${JSON.stringify(label)}: ${message}`),
    );
    if (found.length > 0) return found;
  }
  return [];
}

export function validateSignerName(name: string, field: string): readonly FieldError[] {
  if (name === '') return [fieldError.required(field)];
  const [domain = '', path, ...more] = name.split('/');
  if (path === undefined || more.length > 0) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [fieldError.invalid(field, name, detail)];
  }
  const found: FieldError[] = [];
  if (domain.length > maxDomainLength) found.push(fieldError.tooLong(field, maxDomainLength));
  found.push(...labelErrors(field, domain, dns1123Label));
  if (!domain.includes('.'))
    found.push(fieldError.invalid(field, domain, 'should be a domain with at least two segments separated by dots'));
  found.push(...labelErrors(field, path, dns1123Subdomain));
  if (name.length > maxNameLength) found.push(fieldError.tooLong(field, maxNameLength));
  return found;
}
