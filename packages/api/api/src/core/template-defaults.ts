/** Defaults of the pod template at `spec.template`, shared by several kinds. */

import type { PodTemplateSpec } from '../generated/core/v1.ts';
import { defaultPodTemplate } from './pod-defaults.ts';

interface WithTemplate {
  readonly spec?: { readonly template?: PodTemplateSpec };
}

export function defaultSpecTemplate<T extends WithTemplate>(object: T): T {
  const template = object.spec?.template;
  const defaulted = defaultPodTemplate(template);
  return defaulted === template ? object : { ...object, spec: { ...object.spec, template: defaulted } };
}
