/** LimitRanges: bounds and defaults for the resources of single pods and claims. */
import { defineResource } from '../define-resource.ts';
import type { LimitRange } from '../generated/core/v1.ts';
import { validateLimitRange } from './validation/limits.ts';

export const limitRanges = defineResource<LimitRange>({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  validate: validateLimitRange,
  validateUpdate: validateLimitRange,
  createOnUpdate: true,
});
