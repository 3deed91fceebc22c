/** Validation of Deployments. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { type Found, nonNegative } from '../core/validation/checks.ts';
import { atMostAll, intOrPercent, numberOf } from '../core/validation/int-or-percent.ts';
import { compiledSelector, replicaTemplate, workloadSelector } from '../core/validation/pod-template.ts';
import { collisionCount, replicaCounts } from '../core/validation/replica-status.ts';
import type { Deployment, DeploymentStrategy, RollingUpdateDeployment } from '../generated/apps/v1.ts';

function rollingUpdate(found: Found, path: string, given: RollingUpdateDeployment): void {
  const { maxUnavailable, maxSurge } = given;
  intOrPercent(found, `${path}.maxUnavailable`, maxUnavailable);
  intOrPercent(found, `${path}.maxSurge`, maxSurge);
  if (numberOf(maxUnavailable) === 0 && numberOf(maxSurge) === 0) {
    const detail = 'may not be 0 when `maxSurge` is 0';
    found.push(fieldError.invalid(`${path}.maxUnavailable`, maxUnavailable ?? 0, detail));
  }
  atMostAll(found, `${path}.maxUnavailable`, maxUnavailable);
}

function strategy(found: Found, given: DeploymentStrategy | undefined): void {
  const path = 'spec.strategy';
  const type: string = given?.type ?? '';
  const rolling = given?.rollingUpdate;
  if (type === 'Recreate') {
    if (rolling === undefined) return;
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    found.push(fieldError.forbidden(`${path}.rollingUpdate`, detail));
  } else if (type !== 'RollingUpdate') {
    found.push(fieldError.notSupported(`${path}.type`, type, ['Recreate', 'RollingUpdate']));
  } else if (rolling === undefined) {
    found.push(fieldError.required(`${path}.rollingUpdate`, 'this should be defaulted and never be nil'));
  } else rollingUpdate(found, `${path}.rollingUpdate`, rolling);
}

export function validateDeployment({ spec }: Deployment): readonly FieldError[] {
  const found: FieldError[] = [];
  if (spec === undefined) return [fieldError.required('spec.selector')];
  const { selector, minReadySeconds = 0, progressDeadlineSeconds } = spec;
  nonNegative(found, 'spec.replicas', spec.replicas);
  workloadSelector(found, 'spec.selector', selector, 'empty selector is invalid for deployment');
  if (compiledSelector(selector) === undefined) {
    found.push(fieldError.invalid('spec.selector', selector, 'invalid label selector'));
  } else replicaTemplate(found, 'spec.template', spec.template, selector, 'ReplicaSet');
  strategy(found, spec.strategy);
  nonNegative(found, 'spec.minReadySeconds', minReadySeconds);
  nonNegative(found, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit);
  nonNegative(found, 'spec.progressDeadlineSeconds', progressDeadlineSeconds);
  if (progressDeadlineSeconds !== undefined && progressDeadlineSeconds <= minReadySeconds) {
    const detail = 'must be greater than minReadySeconds';
    found.push(fieldError.invalid('spec.progressDeadlineSeconds', progressDeadlineSeconds, detail));
  }
  return found;
}

const parts = ['updatedReplicas', 'readyReplicas', 'availableReplicas'];
const counts = ['observedGeneration', 'replicas', ...parts, 'unavailableReplicas', 'collisionCount'];

export function validateDeploymentStatus(next: Deployment, old: Deployment): readonly FieldError[] {
  const found: FieldError[] = [];
  replicaCounts(found, next.status, counts, parts);
  collisionCount(found, next.status, old.status);
  return found;
}
