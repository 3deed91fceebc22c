/** CustomResourceDefinitions: resources that users add to the API. Their spec is validated by `@kubets/apiextensions`. */
import { isTrue, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { CustomResourceDefinition } from '../generated/apiextensions/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { markTerminating, prepareDefinition, prepareDefinitionUpdate } from './definition-strategy.ts';

/** Holds a definition until its objects are deleted. */
export const customResourceCleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

/** The versions that are served or stored. */
function versions({ spec }: CustomResourceDefinition): string {
  const shown = spec.versions.filter(({ served, storage }) => served || storage);
  return shown.map(({ name, storage }) => (storage ? `${name}(storage)` : name)).join(',');
}

function row(definition: CustomResourceDefinition): readonly Cell[] {
  const { spec, status, metadata } = definition;
  const { kind, shortNames = [] } = spec.names;
  return [
    nameOf(definition),
    spec.scope,
    versions(definition),
    metadata?.creationTimestamp ?? null,
    spec.group,
    kind,
    shortNames.join(','),
    isTrue(status?.conditions, 'Established'),
  ];
}

export const customResourceDefinitions = defineResource<CustomResourceDefinition>({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  resetFields: { status: ['spec'] },
  // Upstream's strategy intends to reset the metadata, but copies it onto itself.
  metadataKeptByStatus: [],
  unconditionalUpdate: false,
  prepareCreate: prepareDefinition,
  prepareUpdate: prepareDefinitionUpdate,
  deletionFinalizer: customResourceCleanupFinalizer,
  markDeleted: markTerminating,
  row,
});
