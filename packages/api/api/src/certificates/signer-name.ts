/** Names of signers: a domain and a path, such as `example.com/signer-name`. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain } from '@kubets/machinery/names';

export function validateSignerName(name: string, path: string): readonly FieldError[] {
  if (name === '') return [fieldError.required(path)];
  const slash = name.indexOf('/');
  if (slash === -1) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [fieldError.invalid(path, name, detail)];
  }
  const domain = name.slice(0, slash);
  return dns1123Subdomain(domain).map((complaint) => fieldError.invalid(path, domain, complaint));
}
