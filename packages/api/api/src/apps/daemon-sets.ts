/** DaemonSets: one pod on every eligible node. */
import { ageOf, containerImages, containerNames, labelsText, nameOf, selectorCell } from '../cells.ts';
import { defaultSpecTemplate } from '../core/template-defaults.ts';
import { workloadWarnings } from '../core/workload-warnings.ts';
import { defineResource } from '../define-resource.ts';
import type { DaemonSet } from '../generated/apps/v1.ts';
import type { Cell } from '../resource-definition.ts';
import {
  prepareDaemonSet,
  prepareDaemonSetUpdate,
  validateDaemonSet,
  validateDaemonSetStatus,
} from './daemon-set-strategy.ts';

function row(set: DaemonSet, now: number): readonly Cell[] {
  const { spec, status } = set;
  const containers = spec?.template.spec?.containers;
  return [
    nameOf(set),
    status?.desiredNumberScheduled ?? 0,
    status?.currentNumberScheduled ?? 0,
    status?.numberReady ?? 0,
    status?.updatedNumberScheduled ?? 0,
    status?.numberAvailable ?? 0,
    labelsText(spec?.template.spec?.nodeSelector),
    ageOf(set, now),
    containerNames(containers),
    containerImages(containers),
    selectorCell(spec?.selector),
  ];
}

export const daemonSets = defineResource<DaemonSet>({
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  immutable: ['spec.selector'],
  default: defaultSpecTemplate,
  prepareCreate: prepareDaemonSet,
  prepareUpdate: prepareDaemonSetUpdate,
  validate: validateDaemonSet,
  validateUpdate: validateDaemonSet,
  validateStatusUpdate: validateDaemonSetStatus,
  warnings: (set, old) => workloadWarnings(set, old, set.spec?.template),
  row,
});
