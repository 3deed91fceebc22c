/** PodTemplates: stored templates for pods. */
import type { FieldError } from '@kubets/machinery/field-error';
import { containerImages, containerNames, labelsText, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { PodTemplate } from '../generated/core/v1.ts';
import { defaultPodTemplate } from './pod-defaults.ts';
import { podWarnings } from './pod-warnings.ts';
import { podTemplate } from './validation/pod-template.ts';

function withTemplateDefaults(object: PodTemplate): PodTemplate {
  const template = defaultPodTemplate(object.template);
  return template === undefined || template === object.template ? object : { ...object, template };
}

function validate({ template }: PodTemplate): readonly FieldError[] {
  const found: FieldError[] = [];
  podTemplate(found, 'template', template ?? {});
  return found;
}

export const podTemplates = defineResource<PodTemplate>({
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  returnDeletedObject: true,
  generation: true,
  default: withTemplateDefaults,
  validate,
  validateUpdate: validate,
  warnings: ({ template }, old) =>
    old === undefined ? podWarnings('template.', template?.spec, template?.metadata) : [],
  row: (object) => [
    nameOf(object),
    containerNames(object.template?.spec?.containers),
    containerImages(object.template?.spec?.containers),
    labelsText(object.template?.metadata?.labels),
  ],
});
