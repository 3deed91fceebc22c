/** Validation of pod annotations that Kubernetes interprets. */
import { fieldError } from '@kubets/machinery/field-error';
import type { ObjectMeta } from '@kubets/machinery/meta';
import type { PodSpec } from '../../generated/core/v1.ts';
import type { Found } from './checks.ts';
import { visitContainers } from './visit-containers.ts';

export const mirrorPodAnnotation = 'kubernetes.io/config.mirror';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

type Annotations = ObjectMeta['annotations'];

const isInt32 = (text: string): boolean => /^(0|-?[1-9]\d{0,9})$/.test(text) && Math.abs(Number(text) + 0.5) < 2 ** 31;

function appArmor(found: Found, path: string, annotations: Annotations, spec: PodSpec): void {
  for (const key in annotations) {
    if (!key.startsWith(appArmorPrefix)) continue;
    const profile = annotations[key] ?? '';
    const name = key.slice(appArmorPrefix.length);
    let known = false;
    visitContainers(spec, '', (container) => {
      known ||= container.name === name;
    });
    if (!known) found.push(fieldError.invalid(`${path}[${key}]`, name, 'container not found'));
    const fine = ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith('localhost/');
    if (fine) continue;
    const detail = `invalid AppArmor profile name: ${JSON.stringify(profile)}`;
    found.push(fieldError.invalid(`${path}[${key}]`, profile, detail));
  }
}

/** `path`: the path of the annotations. */
export function podAnnotations(found: Found, path: string, annotations: Annotations, spec: PodSpec): void {
  if (annotations === undefined) return;
  const mirror = annotations[mirrorPodAnnotation];
  if (mirror !== undefined && !spec.nodeName) {
    const detail = 'must set spec.nodeName if mirror pod annotation is set';
    found.push(fieldError.invalid(`${path}[${mirrorPodAnnotation}]`, mirror, detail));
  }
  appArmor(found, path, annotations, spec);
  const cost = annotations[deletionCost];
  if (cost !== undefined && !isInt32(cost)) {
    found.push(fieldError.invalid(`${path}[${deletionCost}]`, cost, 'must be a 32bit integer'));
  }
}

/** Validates updates of a pod's annotations. */
export function podAnnotationUpdates(found: Found, path: string, next: Annotations, old: Annotations): void {
  const at = `${path}[${mirrorPodAnnotation}]`;
  const [value, before] = [next?.[mirrorPodAnnotation], old?.[mirrorPodAnnotation]];
  if (before !== undefined && value !== before) {
    found.push(fieldError.forbidden(at, 'may not remove or update mirror pod annotation'));
  } else if (before === undefined && value !== undefined) {
    found.push(fieldError.forbidden(at, 'may not add mirror pod annotation'));
  }
}
