/** Validation of the status of a ValidatingAdmissionPolicy. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { compileJsonPath, JsonPathError } from '@kubets/machinery/jsonpath';
import type { Found } from '../core/validation/checks.ts';
import type { ValidatingAdmissionPolicy } from '../generated/admissionregistration/v1.ts';

function checkFieldRef(found: Found, path: string, fieldRef: string): void {
  if (fieldRef === '') {
    found.push(fieldError.required(path));
    return;
  }
  try {
    compileJsonPath(`{${fieldRef}}`);
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    found.push(fieldError.invalid(path, fieldRef, `invalid JSONPath: ${error.message}`));
  }
}

export function validatePolicyStatus(policy: ValidatingAdmissionPolicy): readonly FieldError[] {
  const found: FieldError[] = [];
  policy.status?.typeChecking?.expressionWarnings?.forEach(({ warning = '', fieldRef = '' }, index) => {
    const path = `status.typeChecking.expressionWarnings[${index}]`;
    if (warning === '') found.push(fieldError.required(`${path}.warning`));
    checkFieldRef(found, `${path}.fieldRef`, fieldRef.trim());
  });
  return found;
}
