/** LimitRanges: limits and defaults for the resources of individual pods, containers and claims. */
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
