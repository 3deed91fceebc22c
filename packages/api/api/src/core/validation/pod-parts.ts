/** Validation of updates to `pods/resize` and `pods/ephemeralcontainers`. The subresources reset all other fields. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { Container, Pod, ResourceRequirements } from '../../generated/core/v1.ts';
import { computeQosClass } from '../pod-qos.ts';
import { semanticEqual } from '../semantic-equal.ts';
import type { Found } from './checks.ts';
import { podAndSpec } from './pod.ts';
import { mirrorPodAnnotation } from './pod-annotations.ts';

const isMirror = (pod: Pod): boolean => pod.metadata?.annotations?.[mirrorPodAnnotation] !== undefined;

function removed(next: ResourceRequirements['limits'], old: ResourceRequirements['limits']): boolean {
  return Object.keys(old ?? {}).some((name) => next === undefined || !Object.hasOwn(next, name));
}

function resizedContainer(found: Found, path: string, next: Container, old: Container): void {
  const [now, before] = [next.resources ?? {}, old.resources ?? {}];
  if (removed(now.requests, before.requests)) {
    found.push(fieldError.forbidden(`${path}.requests`, 'resource requests cannot be removed'));
  }
  if (removed(now.limits, before.limits)) {
    found.push(fieldError.forbidden(`${path}.limits`, 'resource limits cannot be removed'));
  }
}

export function validatePodResize(pod: Pod, old: Pod): readonly FieldError[] {
  const found: FieldError[] = [];
  podAndSpec(found, pod);
  if (isMirror(old)) return [fieldError.forbidden('', 'static pods cannot be resized')];
  if (old.spec?.os?.name === 'windows') return [fieldError.forbidden('', 'windows pods cannot be resized')];
  const qos = old.status?.qosClass ?? computeQosClass(old);
  if (qos !== computeQosClass(pod)) {
    found.push(fieldError.invalid('spec', qos, 'Pod QOS Class may not change as a result of resizing'));
  }
  old.spec?.containers.forEach((container, index) => {
    const next = pod.spec?.containers[index];
    if (next !== undefined) resizedContainer(found, `spec.containers[${index}].resources`, next, container);
  });
  old.spec?.initContainers?.forEach((container, index) => {
    const next = pod.spec?.initContainers?.[index];
    if (next === undefined) return;
    if (container.restartPolicy === 'Always') {
      resizedContainer(found, `spec.initContainers[${index}].resources`, next, container);
    } else if (!semanticEqual(next, container)) {
      found.push(fieldError.forbidden('spec', 'resources for non-sidecar init containers are immutable'));
    }
  });
  return found;
}

export function validateEphemeralContainersUpdate(pod: Pod, old: Pod): readonly FieldError[] {
  if (isMirror(old)) return [fieldError.forbidden('', 'static pods do not support ephemeral containers')];
  const found: FieldError[] = [];
  podAndSpec(found, pod);
  return found;
}
