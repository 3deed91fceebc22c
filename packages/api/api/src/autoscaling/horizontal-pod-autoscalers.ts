/** HorizontalPodAutoscalers: scale the number of pods by metrics. */
import { defineResource } from '../define-resource.ts';
import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerV1 } from '../generated/autoscaling/v1.ts';
import type { HorizontalPodAutoscaler } from '../generated/autoscaling/v2.ts';
import { hpaFromV1, hpaToV1 } from './hpa-conversion.ts';
import { hpaRow } from './hpa-row.ts';
import { validateHorizontalPodAutoscaler } from './hpa-validation.ts';

export const horizontalPodAutoscalers = defineResource<HorizontalPodAutoscaler>({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  generation: false,
  validate: validateHorizontalPodAutoscaler,
  validateUpdate: validateHorizontalPodAutoscaler,
  row: hpaRow,
});

export const horizontalPodAutoscalersV1 = defineResource<HorizontalPodAutoscalerV1>({
  group: 'autoscaling',
  version: 'v1',
  kind: 'HorizontalPodAutoscaler',
  generation: false,
  validate: (autoscaler) => validateHorizontalPodAutoscaler(hpaFromV1(autoscaler)),
  validateUpdate: (autoscaler) => validateHorizontalPodAutoscaler(hpaFromV1(autoscaler)),
  row: (autoscaler, now) => hpaRow(hpaFromV1(autoscaler), now),
  conversion: {
    toStorage: hpaFromV1,
    fromStorage: (stored) => hpaToV1(stored as HorizontalPodAutoscaler),
  },
});
