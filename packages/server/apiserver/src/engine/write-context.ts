/** The context of a write in the engine. */

import type { StrategyContext } from '@kubets/api';
import { nextTurn } from '@kubets/base';
import type { FieldError } from '@kubets/machinery/field-error';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import type { WriteGuard } from '../access/write-guard.ts';
import type { AdmissionCommit } from '../admission/admission.ts';
import type { ServedResource } from './served-resource.ts';

/** The stages of the pipeline inside the engine's read-change-write loop. */
export interface WriteStages {
  /** Mutating admission. `old` is undefined for a create. */
  mutate(object: KubeObject, old: KubeObject | undefined): KubeObject | Promise<KubeObject>;
  /** Validating admission. `commit` collects what it changes together with the object. */
  validate(
    object: KubeObject,
    old: KubeObject | undefined,
    commit: AdmissionCommit | undefined,
  ): undefined | Promise<void>;
}

export const noStages: WriteStages = {
  mutate: (object) => object,
  validate: () => undefined,
};

export interface WriteContext {
  readonly dryRun: boolean;
  /** The field manager; undefined: managedFields are not written. */
  readonly manager: string | undefined;
  readonly user: string;
  /** The user with groups; absent for writes by the server itself. */
  readonly requester?: StrategyContext['requester'];
  readonly stages: WriteStages;
  readonly guard?: WriteGuard | undefined;
  /** The request is so large that its stages must yield to other requests. */
  readonly large: boolean;
  warn(message: string): void;
}

/** One of the validations of an object. */
export type Check = () => readonly FieldError[];

export function foundBy(checks: readonly Check[]): readonly FieldError[] {
  return checks.flatMap((check) => check());
}

/** {@link foundBy} for a large object. */
export async function foundInTurns(checks: readonly Check[]): Promise<readonly FieldError[]> {
  const found: (readonly FieldError[])[] = [];
  for (const check of checks) {
    found.push(check());
    await nextTurn();
  }
  return found.flat();
}

const noErrors: readonly FieldError[] = [];

/** What the validations find that may need several turns; after all others. */
export function foundLate(
  { definition }: ServedResource,
  found: readonly FieldError[],
  [object, old]: readonly [object: KubeObject, old: KubeObject | undefined],
  { warn }: WriteContext,
  subresource = '',
): readonly FieldError[] | Promise<readonly FieldError[]> {
  const { custom, strategy } = definition;
  if (custom !== undefined) return custom.ruleErrors({ object, old, found, warn });
  return strategy.validateInTurns?.(object, old, subresource) ?? noErrors;
}

export function refuseInvalid(resource: ServedResource, name: string, found: readonly FieldError[]): void {
  if (found.length > 0) throw errors.invalid(resource.definition, name, found);
}
