/** FlowSchemas: assign requests to priority levels. */
import { ageOf, nameOf, none } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { FlowSchema } from '../generated/flowcontrol/v1.ts';

export const flowSchemas = defineResource<FlowSchema>({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  resetFields: { status: ['spec', 'metadata'] },
  unconditionalUpdate: false,
  validateInTurns: async (...write) => (await import('./validation.ts')).flowSchemaErrors(...write),
  row: (schema, now) => [
    nameOf(schema),
    schema.spec?.priorityLevelConfiguration.name ?? '',
    schema.spec?.matchingPrecedence ?? 0,
    schema.spec?.distinguisherMethod?.type ?? none,
    ageOf(schema, now),
    schema.status?.conditions?.find((condition) => condition.type === 'Dangling')?.status ?? '?',
  ],
});
