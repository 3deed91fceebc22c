/** Validation of pods on create, and the rules that also apply to updates. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { Pod, PodSpec } from '../../generated/core/v1.ts';
import type { Found } from './checks.ts';
import { paddedImage } from './containers.ts';
import { podAnnotations } from './pod-annotations.ts';
import { podSpec } from './pod-spec.ts';

export const emptyPodSpec: PodSpec = { containers: [] };

/** A projected token requires a service account name. In templates it may be missing, because admission sets it. */
function tokensOfNobody(found: Found, spec: PodSpec): void {
  if (spec.serviceAccountName) return;
  spec.volumes?.forEach(({ projected }, index) => {
    projected?.sources?.forEach(({ serviceAccountToken }, at) => {
      if (serviceAccountToken === undefined) return;
      const field = `spec.volumes[${index}].projected.sources[${at}].serviceAccountToken`;
      found.push(fieldError.forbidden(field, 'must not be specified when serviceAccountName is not set'));
    });
  });
}

/** Validates annotations and spec. The engine validates the other metadata. */
export function podAndSpec(found: Found, pod: Pod): void {
  const spec = pod.spec ?? emptyPodSpec;
  podAnnotations(found, 'metadata.annotations', pod.metadata?.annotations, spec);
  podSpec(found, 'spec', spec, { inPod: true, meta: pod.metadata });
  tokensOfNobody(found, spec);
  for (const list of ['containers', 'initContainers'] as const) {
    spec[list]?.forEach((container, index) => {
      paddedImage(found, `spec.${list}[${index}]`, container);
    });
  }
}

export function validatePod(pod: Pod): readonly FieldError[] {
  const found: FieldError[] = [];
  podAndSpec(found, pod);
  if (pod.spec?.ephemeralContainers?.length) {
    found.push(fieldError.forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (pod.spec?.nodeName && pod.spec.schedulingGates?.length) {
    found.push(fieldError.forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return found;
}
