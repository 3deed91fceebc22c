/** Validation of StatefulSets on create and update. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Label } from '@kubets/machinery/names';
import { semanticEqual } from '../core/semantic-equal.ts';
import { among, type Found, invalidFor, nonNegative } from '../core/validation/checks.ts';
import { persistentVolumeClaimSpec } from '../core/validation/claim-spec.ts';
import { atMostAll, intOrPercent, numberOf } from '../core/validation/int-or-percent.ts';
import {
  lastingPods,
  podTemplate,
  selectorMatchesTemplate,
  templateMetadata,
  workloadSelector,
} from '../core/validation/pod-template.ts';
import { collisionCount, replicaCounts } from '../core/validation/replica-status.ts';
import type { StatefulSet, StatefulSetSpec } from '../generated/apps/v1.ts';
import type { PodTemplateSpec, Volume } from '../generated/core/v1.ts';

function updateStrategy(found: Found, { updateStrategy: given }: StatefulSetSpec): void {
  const path = 'spec.updateStrategy';
  const type: string = given?.type ?? '';
  const rolling = given?.rollingUpdate;
  if (type === '') found.push(fieldError.required(path));
  else if (type === 'OnDelete') {
    if (rolling === undefined) return;
    const detail = "only allowed for updateStrategy 'RollingUpdate'";
    found.push(fieldError.invalid(`${path}.rollingUpdate`, rolling, detail));
  } else if (type !== 'RollingUpdate') {
    found.push(fieldError.invalid(path, given, "must be 'RollingUpdate' or 'OnDelete'"));
  } else if (rolling !== undefined) {
    nonNegative(found, `${path}.rollingUpdate.partition`, rolling.partition);
    if (rolling.maxUnavailable === undefined) return;
    const at = `${path}.rollingUpdate.maxUnavailable`;
    intOrPercent(found, at, rolling.maxUnavailable);
    if (numberOf(rolling.maxUnavailable) === 0) {
      found.push(fieldError.invalid(at, rolling.maxUnavailable, 'cannot be 0'));
    }
    atMostAll(found, at, rolling.maxUnavailable);
  }
}

/** The template with the volumes of the claim templates. */
function withClaims(spec: StatefulSetSpec): PodTemplateSpec {
  const { template, volumeClaimTemplates = [] } = spec;
  if (template.spec === undefined || volumeClaimTemplates.length === 0) return template;
  const names = volumeClaimTemplates.map(({ metadata }) => metadata?.name ?? '');
  const replaced = new Set(names);
  const others = (template.spec.volumes ?? []).filter(({ name }) => !replaced.has(name));
  const claims = names
    .filter((name) => name !== '')
    .map((name): Volume => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...template, spec: { ...template.spec, volumes: [...others, ...claims] } };
}

function pods(found: Found, spec: StatefulSetSpec): void {
  podTemplate(found, 'spec.template', withClaims(spec));
  spec.volumeClaimTemplates?.forEach((claim, index) => {
    if (claim.spec !== undefined) {
      persistentVolumeClaimSpec(found, `spec.volumeClaimTemplates[${index}].spec`, claim.spec);
    }
  });
}

/** `checkPods`: whether the pod template is validated. */
function statefulSetSpec(found: Found, spec: StatefulSetSpec, checkPods: boolean): void {
  const { podManagementPolicy, persistentVolumeClaimRetentionPolicy: retention } = spec;
  const policy: string = podManagementPolicy ?? '';
  if (policy === '') found.push(fieldError.required('spec.podManagementPolicy'));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    found.push(fieldError.invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"));
  }
  updateStrategy(found, spec);
  for (const name of ['whenDeleted', 'whenScaled'] as const) {
    const path = `spec.persistentVolumeClaimRetentionPolicy.${name}`;
    among(found, path, retention?.[name], ['Retain', 'Delete']);
  }
  nonNegative(found, 'spec.replicas', spec.replicas);
  nonNegative(found, 'spec.minReadySeconds', spec.minReadySeconds);
  nonNegative(found, 'spec.ordinals.start', spec.ordinals?.start);
  nonNegative(found, 'spec.revisionHistoryLimit', spec.revisionHistoryLimit);
  workloadSelector(found, 'spec.selector', spec.selector, 'empty selector is invalid for statefulset');
  selectorMatchesTemplate(found, 'spec.template', spec.selector, spec.template);
  if (checkPods) pods(found, spec);
  else templateMetadata(found, 'spec.template', spec.template);
  lastingPods(found, 'spec.template', spec.template, 'StatefulSet');
}

export function validateStatefulSet({ spec }: StatefulSet): readonly FieldError[] {
  const found: FieldError[] = [];
  if (spec === undefined) return [fieldError.required('spec.selector')];
  statefulSetSpec(found, spec, true);
  if (spec.serviceName) invalidFor(found, 'spec.serviceName', spec.serviceName, dns1123Label(spec.serviceName));
  return found;
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const;

function fixedPart(spec: StatefulSetSpec): object {
  const fixed: Record<string, unknown> = { ...spec };
  for (const name of changeable) delete fixed[name];
  return fixed;
}

export function validateStatefulSetUpdate(next: StatefulSet, old: StatefulSet): readonly FieldError[] {
  const found: FieldError[] = [];
  if (next.spec === undefined || old.spec === undefined) return validateStatefulSet(next);
  // StatefulSets from before templates were validated may keep invalid templates.
  const before: FieldError[] = [];
  pods(before, old.spec);
  statefulSetSpec(found, next.spec, before.length === 0);
  if (!semanticEqual(fixedPart(next.spec), fixedPart(old.spec))) {
    const [last = '', ...others] = changeable.map((name) => `'${name}'`).reverse();
    const fields = `${others.reverse().join(', ')} and ${last}`;
    const detail = `updates to statefulset spec for fields other than ${fields} are forbidden`;
    found.push(fieldError.forbidden('spec', detail));
  }
  return found;
}

const parts = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'];

export function validateStatefulSetStatus(next: StatefulSet, old: StatefulSet): readonly FieldError[] {
  const found: FieldError[] = [];
  replicaCounts(found, next.status, ['replicas', ...parts, 'observedGeneration', 'collisionCount'], parts);
  collisionCount(found, next.status, old.status);
  return found;
}
