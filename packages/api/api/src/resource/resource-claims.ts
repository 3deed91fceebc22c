/** ResourceClaims and ResourceClaimTemplates: devices that a pod requests. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ResourceClaim, ResourceClaimTemplate } from '../generated/resource/v1.ts';

function state({ metadata, status }: ResourceClaim): string {
  const deleted = metadata?.deletionTimestamp !== undefined;
  const states = deleted ? ['deleted'] : [];
  if (status?.allocation === undefined) {
    if (!deleted) states.push('pending');
  } else {
    states.push('allocated');
    if ((status.reservedFor?.length ?? 0) > 0) states.push('reserved');
  }
  return states.join(',');
}

export const resourceClaims = defineResource<ResourceClaim>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaim',
  validateInTurns: async (...write) => (await import('./validation/index.ts')).resourceClaimErrors(...write),
  returnDeletedObject: true,
  resetFields: { status: ['spec', 'metadata'] },
  generation: false,
  row: (claim, now) => [nameOf(claim), state(claim), ageOf(claim, now)],
});

export const resourceClaimTemplates = defineResource<ResourceClaimTemplate>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaimTemplate',
  immutable: ['spec'],
  validateInTurns: async (object, old) => (await import('./validation/index.ts')).claimTemplateErrors(object, old),
  returnDeletedObject: true,
  row: (template, now) => [nameOf(template), ageOf(template, now)],
});
