/** Validation of `x-kubernetes-validations` in schemas of custom resources, except for its expressions. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { findField } from './field-path.ts';

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];

const hasNewline = (text: string): boolean => /[\n\r]/.test(text);

function text(rule: Plain, word: string): string {
  const value = own(rule, word);
  return typeof value === 'string' ? value : '';
}

/** Errors of the rules of `schema`. */
export function ruleWordErrors(schema: Plain, path: string, report: (error: FieldError) => void): void {
  const rules = own(schema, 'x-kubernetes-validations');
  if (!Array.isArray(rules)) return;
  for (const [index, rule] of rules.entries()) {
    if (isPlain(rule)) oneRule(rule, schema, `${path}.x-kubernetes-validations[${index}]`, report);
  }
}

function oneRule(rule: Plain, schema: Plain, path: string, report: (error: FieldError) => void): void {
  const message = text(rule, 'message');
  const expression = text(rule, 'rule').trim();
  if (expression === '') report(fieldError.required(`${path}.rule`, 'rule is not specified'));
  else if (message !== '' && message.trim() === '') {
    report(fieldError.invalid(`${path}.message`, message, 'must be non-empty if specified'));
  } else if (hasNewline(message.trim())) {
    report(fieldError.invalid(`${path}.message`, message, 'must not contain line breaks'));
  } else if (hasNewline(expression) && message.trim() === '') {
    report(fieldError.required(`${path}.message`, 'message must be specified if rule contains line breaks'));
  }
  const messageExpression = text(rule, 'messageExpression');
  if (messageExpression !== '' && messageExpression.trim() === '') {
    report(fieldError.required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified'));
  }
  const reason = own(rule, 'reason');
  if (typeof reason === 'string' && !reasons.includes(reason)) {
    report(fieldError.notSupported(`${path}.reason`, reason, reasons));
  }
  fieldPathErrors(text(rule, 'fieldPath'), schema, `${path}.fieldPath`, report);
}

function fieldPathErrors(given: string, schema: Plain, path: string, report: (error: FieldError) => void): void {
  if (given === '') return;
  if (given.trim() === '') report(fieldError.invalid(path, given, 'must be non-empty if specified'));
  if (hasNewline(given)) report(fieldError.invalid(path, given, 'must not contain line breaks'));
  if (typeof findField(given, schema) === 'string') report(fieldError.invalid(path, given, 'must be a valid path'));
}
