/** Validation of DaemonSets, and their template generation. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { nextInt64, parseInt64 } from '@kubets/machinery/values';
import { semanticEqual } from '../core/semantic-equal.ts';
import { type Found, nonNegative } from '../core/validation/checks.ts';
import { atMostAll, intOrPercent, numberOf } from '../core/validation/int-or-percent.ts';
import {
  lastingPods,
  podTemplate,
  selectorMatchesTemplate,
  workloadSelector,
} from '../core/validation/pod-template.ts';
import { collisionCount, replicaCounts } from '../core/validation/replica-status.ts';
import type { DaemonSet, DaemonSetUpdateStrategy } from '../generated/apps/v1.ts';

const generationAnnotation = 'deprecated.daemonset.template.generation';

function withGeneration(set: DaemonSet, generation: number): DaemonSet {
  const annotations = { ...set.metadata?.annotations, [generationAnnotation]: String(generation) };
  return { ...set, metadata: { ...set.metadata, annotations } };
}

const generationOf = (set: DaemonSet): number =>
  parseInt64(set.metadata?.annotations?.[generationAnnotation] ?? '') ?? 0;

export const prepareDaemonSet = (set: DaemonSet): DaemonSet => {
  const generation = generationOf(set);
  return generation < 1 ? withGeneration(set, 1) : withGeneration(set, generation);
};

export function prepareDaemonSetUpdate(next: DaemonSet, old: DaemonSet): DaemonSet {
  const changed = !semanticEqual(next.spec?.template, old.spec?.template);
  const before = generationOf(old);
  if (before === 0 && !changed) return next;
  return withGeneration(next, changed ? nextInt64(before) : before);
}

function updateStrategy(found: Found, given: DaemonSetUpdateStrategy | undefined): void {
  const path = 'spec.updateStrategy';
  const type: string = given?.type ?? '';
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') {
    found.push(fieldError.notSupported(`${path}.type`, type, ['RollingUpdate', 'OnDelete']));
    return;
  }
  const at = `${path}.rollingUpdate`;
  if (given?.rollingUpdate === undefined) {
    found.push(fieldError.required(at));
    return;
  }
  const { maxUnavailable, maxSurge } = given.rollingUpdate;
  for (const [name, value] of [
    ['maxUnavailable', maxUnavailable],
    ['maxSurge', maxSurge],
  ] as const) {
    intOrPercent(found, `${at}.${name}`, value);
    atMostAll(found, `${at}.${name}`, value);
  }
  const [unavailable, surge] = [numberOf(maxUnavailable) !== 0, numberOf(maxSurge) !== 0];
  if (unavailable && surge) {
    found.push(fieldError.invalid(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  }
  if (!unavailable && !surge) {
    found.push(fieldError.required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
}

export function validateDaemonSet({ spec }: DaemonSet): readonly FieldError[] {
  const found: FieldError[] = [];
  if (spec === undefined) return [fieldError.required('spec.selector')];
  workloadSelector(found, 'spec.selector', spec.selector, 'empty selector is invalid for daemonset');
  selectorMatchesTemplate(found, 'spec.template', spec.selector, spec.template);
  podTemplate(found, 'spec.template', spec.template);
  lastingPods(found, 'spec.template', spec.template, 'DaemonSet');
  nonNegative(found, 'spec.minReadySeconds', spec.minReadySeconds);
  updateStrategy(found, spec.updateStrategy);
  nonNegative(found, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit);
  return found;
}

const counts = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

export function validateDaemonSetStatus(next: DaemonSet, old: DaemonSet): readonly FieldError[] {
  const found: FieldError[] = [];
  replicaCounts(found, next.status, counts, []);
  collisionCount(found, next.status, old.status);
  return found;
}
