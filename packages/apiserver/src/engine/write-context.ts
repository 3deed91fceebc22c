/** What accompanies a write through the engine. */
import type { FieldError, KubeObject } from '@kubets/machinery';
import { errors } from '@kubets/machinery';
import { StoreUnavailableError } from '@kubets/storage';
import type { Reservation, WriteFate } from '../subresource-handlers.ts';
import type { WriteGuard } from '../write-guard.ts';
import type { Endpoint } from './endpoint.ts';

/** The stages of the pipeline that lie inside the engine's read-change-write loop. */
export interface WriteStages {
  /** Mutating admission. `old` is undefined for a create. */
  mutate(object: KubeObject, old: KubeObject | undefined): Promise<KubeObject>;
  /** Validating admission. */
  validate(object: KubeObject, old: KubeObject | undefined): Promise<void>;
}

export const noStages: WriteStages = {
  mutate: async (object) => object,
  validate: async () => undefined,
};

export interface WriteContext {
  readonly dryRun: boolean;
  /** Who managedFields book the write to; undefined keeps no account. */
  readonly manager: string | undefined;
  readonly user: string;
  readonly stages: WriteStages;
  readonly guard?: WriteGuard | undefined;
  warn(message: string): void;
}

export function refuseInvalid(endpoint: Endpoint, name: string, found: readonly FieldError[]): void {
  if (found.length > 0) throw errors.invalid(endpoint.definition, name, found);
}

/** Runs `write` with what the kind's hooks reserve for the object, and settles every reservation whatever happens. */
export async function withReservations<T>(
  endpoint: Endpoint,
  object: KubeObject,
  old: KubeObject | undefined,
  dryRun: boolean,
  write: (object: KubeObject) => Promise<{ readonly written: boolean; readonly result: T }>,
): Promise<T> {
  const { group, plural } = endpoint.definition;
  const taken: Reservation[] = [];
  let current = object;
  let fate: WriteFate = 'not written';
  try {
    for (const hook of endpoint.context.hooks) {
      if (hook.group !== group || hook.resource !== plural) continue;
      const reservation = await hook.reserve(current, old, { dryRun, resources: endpoint.context.access() });
      taken.push(reservation);
      current = reservation.object;
    }
    const outcome = await write(current);
    if (outcome.written) fate = 'written';
    return outcome.result;
  } catch (error) {
    if (error instanceof StoreUnavailableError && error.outcome === 'unknown') fate = 'unknown';
    throw error;
  } finally {
    for (const reservation of taken.reverse()) await reservation.settle(fate);
  }
}
