/** The options of a request as an object, as admission sees them. */
import type { OptionsObject } from '../admission/admission.ts';
import type { DeleteOptions } from './delete-options.ts';

const apiVersion = 'meta.k8s.io/v1';

const noOptions = {
  CreateOptions: { kind: 'CreateOptions', apiVersion },
  UpdateOptions: { kind: 'UpdateOptions', apiVersion },
} as const;

/** As given in the query: defaults are not part of them. */
export function writeOptionsObject(query: URLSearchParams, kind: 'CreateOptions' | 'UpdateOptions'): OptionsObject {
  if (query.size === 0) return noOptions[kind];
  const dryRun = query.getAll('dryRun');
  const fieldManager = query.get('fieldManager') ?? '';
  const fieldValidation = query.get('fieldValidation') ?? '';
  return {
    kind,
    apiVersion,
    ...(dryRun.length > 0 && { dryRun }),
    ...(fieldManager !== '' && { fieldManager }),
    ...(fieldValidation !== '' && { fieldValidation }),
  };
}

export function deleteOptionsObject(options: DeleteOptions): OptionsObject {
  const { gracePeriodSeconds, preconditions, orphanDependents, propagationPolicy, dryRun } = options;
  return {
    kind: 'DeleteOptions',
    apiVersion,
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(preconditions !== undefined && { preconditions }),
    ...(orphanDependents !== undefined && { orphanDependents }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(dryRun && { dryRun: ['All'] }),
  };
}
