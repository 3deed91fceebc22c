/** PodTemplates: what pods are to look like, kept for others to copy. */
import { containerImages, containerNames, labelsText, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { PodTemplate } from '../generated/core/v1.ts';

export const podTemplates = defineResource<PodTemplate>({
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  generation: true,
  row: (object) => [
    nameOf(object),
    containerNames(object.template?.spec?.containers),
    containerImages(object.template?.spec?.containers),
    labelsText(object.template?.metadata?.labels),
  ],
});
