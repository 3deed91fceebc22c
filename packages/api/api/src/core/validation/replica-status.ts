/** Validation of replica counts in a status. */
import { fieldError } from '@kubets/machinery/field-error';
import { type Found, nonNegative } from './checks.ts';

type Counts = Readonly<Record<string, unknown>>;

const numberAt = (status: Counts, name: string): number | undefined => {
  const value = status[name];
  return typeof value === 'number' ? value : undefined;
};

/** `counts`: fields that must not be negative; `parts`: fields that must not exceed `replicas`. */
export function replicaCounts(
  found: Found,
  status: object | undefined,
  counts: readonly string[],
  parts: readonly string[],
): void {
  const fields = (status ?? {}) as Counts;
  for (const name of counts) nonNegative(found, `status.${name}`, numberAt(fields, name));
  const replicas = numberAt(fields, 'replicas') ?? 0;
  for (const name of parts) {
    const value = numberAt(fields, name) ?? 0;
    if (value > replicas) {
      found.push(fieldError.invalid(`status.${name}`, value, 'cannot be greater than status.replicas'));
    }
  }
  const [available, ready] = [numberAt(fields, 'availableReplicas') ?? 0, numberAt(fields, 'readyReplicas') ?? 0];
  if (parts.includes('availableReplicas') && available > ready) {
    found.push(fieldError.invalid('status.availableReplicas', available, 'cannot be greater than readyReplicas'));
  }
}

/** A count that must not decrease. */
export function collisionCount(found: Found, next: object | undefined, old: object | undefined): void {
  const value = numberAt((next ?? {}) as Counts, 'collisionCount');
  const before = numberAt((old ?? {}) as Counts, 'collisionCount');
  if (before === undefined || (value !== undefined && value >= before)) return;
  found.push(fieldError.invalid('status.collisionCount', value ?? 0, 'cannot be decremented'));
}
