/** Decides what is next for a StorageVersionMigration, and its conditions. Pure. */
import type { Condition, StorageVersionMigration } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';

type Outcome = 'Running' | 'Succeeded' | 'Failed';

const reasons: Readonly<Record<Outcome, string>> = {
  Running: 'StorageVersionMigrationInProgress',
  Succeeded: 'StorageVersionMigrationSucceeded',
  Failed: 'StorageVersionMigrationFailed',
};

/** How long a resource may be unknown: a custom resource may have been defined a moment ago. */
export const discoveryGraceMs = 60_000;

/** Whether the migration has ended. */
export function isFinished({ status }: StorageVersionMigration): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: value }) => (type === 'Succeeded' || type === 'Failed') && value === 'True',
  );
}

/** The migration with a condition. One that has ended is no longer running. `now` in milliseconds since 1970. */
export function withOutcome(
  migration: StorageVersionMigration,
  outcome: Outcome,
  message: string,
  now: number,
): StorageVersionMigration {
  const others = (migration.status?.conditions ?? []).filter(({ type }) => type !== outcome);
  const conditions = others.map((condition): Condition => {
    if (condition.type !== 'Running' || condition.status === 'False') return condition;
    return { ...condition, status: 'False', lastTransitionTime: formatTime(now) };
  });
  const standing = migration.status?.conditions?.find(({ type }) => type === outcome);
  const since = standing?.status === 'True' ? standing.lastTransitionTime : formatTime(now);
  const next: Condition = {
    type: outcome,
    status: 'True',
    lastTransitionTime: since,
    reason: reasons[outcome],
    message,
  };
  return { ...migration, status: { ...migration.status, conditions: [...conditions, next] } };
}

/** Whether an object has been written after the migration began, so that it has the current storage version. */
export function isNewer(resourceVersion: string, begin: string): boolean {
  return BigInt(resourceVersion) > BigInt(begin);
}
