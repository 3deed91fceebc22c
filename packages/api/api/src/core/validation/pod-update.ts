/** Validation of pod updates. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { NodeAffinity, NodeSelectorTerm, Pod, PodSpec, Toleration } from '../../generated/core/v1.ts';
import { differences, semanticEqual } from '../semantic-equal.ts';
import type { Found } from './checks.ts';
import { emptyPodSpec, podAndSpec } from './pod.ts';
import { podAnnotationUpdates } from './pod-annotations.ts';
import { tolerations } from './scheduling.ts';

const updatable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

const maxActiveDeadlineSeconds = 2 ** 31 - 1;

/** False if the remaining checks must be skipped. */
function deadline(found: Found, next: PodSpec, old: PodSpec): boolean {
  const path = 'spec.activeDeadlineSeconds';
  const [value, before] = [next.activeDeadlineSeconds, old.activeDeadlineSeconds];
  if (value === undefined) {
    if (before !== undefined) {
      found.push(fieldError.invalid(path, null, 'must not update from a positive integer to nil value'));
    }
    return true;
  }
  if (value < 0 || value > maxActiveDeadlineSeconds) {
    found.push(fieldError.invalid(path, value, `must be between 0 and ${maxActiveDeadlineSeconds}, inclusive`));
  } else if (before !== undefined && before < value) {
    found.push(fieldError.invalid(path, value, 'must be less than or equal to previous value'));
  } else return true;
  return false;
}

/** The toleration without its seconds, which may change. */
const identityOf = ({ key, operator, value, effect }: Toleration): string =>
  JSON.stringify([key ?? '', operator ?? '', value ?? '', effect ?? '']);

function addedTolerations(found: Found, next: PodSpec, old: PodSpec): void {
  const list = next.tolerations ?? [];
  const standing = new Set(list.map(identityOf));
  const kept = (old.tolerations ?? []).every((before) => standing.has(identityOf(before)));
  if (kept) {
    if (list !== old.tolerations && !semanticEqual(list, old.tolerations)) tolerations(found, 'spec.tolerations', list);
    return;
  }
  const detail = 'existing toleration can not be modified except its tolerationSeconds';
  found.push(fieldError.forbidden('spec.tolerations', detail));
}

function removedGates(found: Found, next: PodSpec, old: PodSpec): void {
  const standing = new Set(old.schedulingGates?.map((gate) => gate.name));
  next.schedulingGates?.forEach(({ name }, index) => {
    if (standing.has(name)) return;
    const detail = `only deletion is allowed, but found new scheduling gate '${name}'`;
    found.push(fieldError.forbidden(`spec.schedulingGates[${index}].name`, detail));
  });
}

const onlyAdds = (next: readonly unknown[] | undefined, old: readonly unknown[] | undefined): boolean =>
  (old ?? []).every((each, index) => semanticEqual(each, next?.[index]));

function narrows(next: NodeSelectorTerm, old: NodeSelectorTerm): boolean {
  const empty = !old.matchExpressions?.length && !old.matchFields?.length;
  if (empty && (next.matchExpressions?.length || next.matchFields?.length)) return false;
  return onlyAdds(next.matchExpressions, old.matchExpressions) && onlyAdds(next.matchFields, old.matchFields);
}

function nodeAffinityChange(found: Found, next: NodeAffinity | undefined, old: NodeAffinity | undefined): void {
  const field = 'requiredDuringSchedulingIgnoredDuringExecution';
  const before = old?.[field]?.nodeSelectorTerms ?? [];
  const terms = next?.[field]?.nodeSelectorTerms ?? [];
  const path = `spec.affinity.nodeAffinity.${field}.nodeSelectorTerms`;
  if (before.length === 0) return;
  if (before.length !== terms.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    found.push(fieldError.invalid(path, terms, detail));
    return;
  }
  before.forEach((term, index) => {
    if (narrows(terms[index] ?? {}, term)) return;
    const detail = 'only additions are allowed (no mutations or deletions)';
    found.push(fieldError.invalid(`${path}[${index}]`, terms[index], detail));
  });
}

/** Reverts the changes that a gated pod allows, and reports the others. */
function withoutGatedChanges(found: Found, next: PodSpec, old: PodSpec): PodSpec {
  if (!old.schedulingGates?.length) return next;
  const kept = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => next.nodeSelector?.[key] === value);
  if (!kept) {
    const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    found.push(fieldError.invalid('spec.nodeSelector', next.nodeSelector, detail));
  }
  nodeAffinityChange(found, next.affinity?.nodeAffinity, old.affinity?.nodeAffinity);
  const { nodeAffinity: _, ...neighbours } = next.affinity ?? {};
  return {
    ...next,
    nodeSelector: old.nodeSelector ?? {},
    affinity: { ...neighbours, ...(old.affinity?.nodeAffinity && { nodeAffinity: old.affinity.nodeAffinity }) },
  };
}

type ImageList = 'containers' | 'initContainers';

function withImagesOf(next: PodSpec, old: PodSpec, list: ImageList): PodSpec[ImageList] {
  return next[list]?.map((container, index) => {
    const image = old[list]?.[index]?.image;
    return image === undefined ? container : { ...container, image };
  });
}

/** The new spec with the old values of mutable fields. */
function withoutAllowedChanges(found: Found, next: PodSpec, old: PodSpec): PodSpec {
  const { activeDeadlineSeconds: _, tolerations: __, schedulingGates: ___, ...rest } = next;
  const initContainers = withImagesOf(next, old, 'initContainers');
  const endsNow = (old.terminationGracePeriodSeconds ?? 0) < 0 && next.terminationGracePeriodSeconds === 1;
  const same: PodSpec = {
    ...rest,
    containers: withImagesOf(next, old, 'containers') ?? [],
    ...(initContainers === undefined ? {} : { initContainers }),
    ...(old.activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds: old.activeDeadlineSeconds }),
    ...(old.tolerations === undefined ? {} : { tolerations: old.tolerations }),
    ...(old.schedulingGates === undefined ? {} : { schedulingGates: old.schedulingGates }),
    ...(endsNow ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds as number } : {}),
  };
  return withoutGatedChanges(found, same, old);
}

export function validatePodUpdate(pod: Pod, oldPod: Pod): readonly FieldError[] {
  const found: FieldError[] = [];
  const [next, old] = [pod.spec ?? emptyPodSpec, oldPod.spec ?? emptyPodSpec];
  podAndSpec(found, pod);
  podAnnotationUpdates(found, 'metadata.annotations', pod.metadata?.annotations, oldPod.metadata?.annotations);
  if (next === old) return found;
  for (const list of ['containers', 'initContainers'] as const) {
    if ((next[list]?.length ?? 0) === (old[list]?.length ?? 0)) continue;
    found.push(fieldError.forbidden(`spec.${list}`, 'pod updates may not add or remove containers'));
    return found;
  }
  if (!deadline(found, next, old)) return found;
  addedTolerations(found, next, old);
  removedGates(found, next, old);
  if (semanticEqual(next, old)) return found;
  const rest = withoutAllowedChanges(found, next, old);
  if (!semanticEqual(rest, old)) {
    const changes = differences(old, rest, 'core.PodSpec');
    found.push(fieldError.forbidden('spec', `pod updates may not change fields other than ${updatable}\n${changes}`));
  }
  return found;
}
