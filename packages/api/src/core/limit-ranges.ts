/** LimitRanges: bounds and defaults for the resources of single pods and claims. */
import { defineResource } from '../define-resource.ts';
import type { LimitRange } from '../generated/core/v1.ts';

export const limitRanges = defineResource<LimitRange>({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  createOnUpdate: true,
});
