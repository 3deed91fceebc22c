/** Validation of conditions of the type metav1.Condition. Upstream: ValidateConditions. */
import { fieldError } from '@kubets/machinery/field-error';
import { validateLabelName } from '@kubets/machinery/names';
import type { Condition } from '../../generated/meta/v1.ts';
import { among, type Found, nonNegative, required } from './checks.ts';

const maxReasonLength = 1024;
const maxMessageLength = 32_768;
const reasonPattern = /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/;
const reasonRule =
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')";

function reasonErrors(found: Found, path: string, reason: string): void {
  if (!required(found, path, reason)) return;
  if (!reasonPattern.test(reason)) found.push(fieldError.invalid(path, reason, reasonRule));
  if (reason.length > maxReasonLength) found.push(fieldError.tooLong(path, maxReasonLength));
}

export function conditionErrors(found: Found, path: string, conditions: readonly Condition[]): void {
  const known = new Set<string>();
  for (const [index, condition] of conditions.entries()) {
    const at = `${path}[${index}]`;
    const { type, status, message = '', observedGeneration } = condition;
    if (known.has(type)) found.push(fieldError.duplicate(`${at}.type`, type));
    known.add(type);
    found.push(...validateLabelName(type, `${at}.type`));
    among(found, `${at}.status`, status, ['False', 'True', 'Unknown']);
    nonNegative(found, `${at}.observedGeneration`, observedGeneration);
    if (!condition.lastTransitionTime) found.push(fieldError.required(`${at}.lastTransitionTime`, 'must be set'));
    reasonErrors(found, `${at}.reason`, condition.reason);
    if (message.length > maxMessageLength) found.push(fieldError.tooLong(`${at}.message`, maxMessageLength));
  }
}
