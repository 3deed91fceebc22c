/** ResourceQuotas: limits on the total resources of a namespace. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ResourceQuota } from '../generated/core/v1.ts';
import type { Cell } from '../resource-definition.ts';
import {
  validateResourceQuota,
  validateResourceQuotaStatus,
  validateResourceQuotaUpdate,
} from './validation/limits.ts';

function row(quota: ResourceQuota, now: number): readonly Cell[] {
  const { hard = {}, used = {} } = quota.status ?? {};
  const texts = Object.entries(hard)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([resource, most]) => ({
      limit: resource.startsWith('limits.'),
      text: `${resource}: ${used[resource] ?? '0'}/${most}`,
    }));
  const cell = (limit: boolean): string =>
    texts
      .filter((each) => each.limit === limit)
      .map((each) => each.text)
      .join(', ');
  return [nameOf(quota), cell(false), cell(true), ageOf(quota, now)];
}

export const resourceQuotas = defineResource<ResourceQuota>({
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  returnDeletedObject: true,
  validate: validateResourceQuota,
  validateUpdate: validateResourceQuotaUpdate,
  validateStatusUpdate: validateResourceQuotaStatus,
  generation: false,
  row,
});
