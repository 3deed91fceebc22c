/** ComponentStatuses: the deprecated view of the control plane's health. Computed on reads, never stored. */
import { nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ComponentStatus } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';

function row(component: ComponentStatus): readonly Cell[] {
  const healthy = component.conditions?.find((condition) => condition.type === 'Healthy');
  const status = healthy === undefined ? 'Unknown' : healthy.status === 'True' ? 'Healthy' : 'Unhealthy';
  return [nameOf(component), status, healthy?.message ?? '', healthy?.error ?? ''];
}

export const componentStatuses = defineResource<ComponentStatus>({
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  row,
});
