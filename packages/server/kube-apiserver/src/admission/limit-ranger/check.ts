/** Refuses what violates a LimitRange. */
import type { LimitRange, PersistentVolumeClaim, Pod } from '@kubets/api';
import { type AdmissionAttributes, refusal } from '@kubets/apiserver/admission';
import { claimViolations, podViolations } from './constraints.ts';

/** The most violations that a message lists. Further ones are not looked for. */
const maxViolations = 100;

/** Throws the violations of the first range that has any. */
function check(
  attributes: AdmissionAttributes,
  ranges: readonly LimitRange[],
  violationsOf: (range: LimitRange) => Iterable<string>,
): void {
  for (const range of ranges) {
    const violations = new Set<string>();
    for (const violation of violationsOf(range)) {
      violations.add(violation);
      if (violations.size >= maxViolations) break;
    }
    const [only] = violations;
    if (only === undefined) continue;
    throw refusal(attributes, violations.size === 1 ? only : `[${[...violations].join(', ')}]`);
  }
}

export function checkPod(attributes: AdmissionAttributes<Pod>, ranges: readonly LimitRange[]): void {
  const { object } = attributes;
  if (object !== undefined) check(attributes, ranges, (range) => podViolations(range, object));
}

export function checkClaim(
  attributes: AdmissionAttributes<PersistentVolumeClaim>,
  ranges: readonly LimitRange[],
): void {
  const { object } = attributes;
  if (object !== undefined) check(attributes, ranges, (range) => claimViolations(range, object));
}
