/** Options in the query of a request, parsed and validated as upstream's options types. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';
import { queryFlag } from '../requests/request-info.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface WriteOptions {
  readonly dryRun: boolean;
  /** Empty if not given: the manager is then named by the first part of the user agent. */
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  readonly force: boolean | undefined;
}

const fieldValidations: readonly string[] = ['Ignore', 'Warn', 'Strict'];
const maxFieldManagerLength = 128;

export function dryRunErrors(values: readonly string[]): readonly FieldError[] {
  return values.some((value) => value !== 'All') ? [fieldError.notSupported('dryRun', values, ['All'])] : [];
}

function fieldManagerErrors(manager: string): readonly FieldError[] {
  if (manager.length > maxFieldManagerLength) return [fieldError.tooLong('fieldManager', maxFieldManagerLength)];
  const bad = [...manager].findIndex((char) => !/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(char));
  return bad < 0 ? [] : [fieldError.invalid('fieldManager', manager, 'should only contain printable characters')];
}

/** `kind` names the options in the error: CreateOptions, UpdateOptions, PatchOptions. */
export function writeOptions(query: URLSearchParams, kind: string, apply = false): WriteOptions {
  const dryRun = query.getAll('dryRun');
  const fieldManager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const force = query.has('force') ? queryFlag(query, 'force') : undefined;
  const found: FieldError[] = [];
  if (kind === 'PatchOptions' && !apply && force !== undefined) {
    found.push(fieldError.forbidden('force', 'may not be specified for non-apply patch'));
  }
  if (apply && fieldManager === '') found.push(fieldError.required('fieldManager', 'is required for apply patch'));
  found.push(...fieldManagerErrors(fieldManager), ...dryRunErrors(dryRun));
  if (validation !== '' && !fieldValidations.includes(validation)) {
    found.push(fieldError.notSupported('fieldValidation', validation, ['', ...fieldValidations]));
  }
  if (found.length > 0) throw errors.invalid({ group: 'meta.k8s.io', kind }, '', found);
  return {
    dryRun: dryRun.length > 0,
    fieldManager,
    // The default is Warn, as since upstream validates fields on the server.
    fieldValidation: validation === '' ? 'Warn' : (validation as FieldValidation),
    force,
  };
}

/** The field manager of a write: the given one, or the part of the user agent before the slash. */
export function managerOf(options: WriteOptions, userAgent: string): string {
  if (options.fieldManager !== '') return options.fieldManager;
  const printable = userAgent.split('/')[0]?.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '') ?? '';
  return printable.slice(0, maxFieldManagerLength) || 'unknown';
}
