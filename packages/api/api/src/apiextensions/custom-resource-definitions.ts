/** CustomResourceDefinitions: resources that users add to the API. Their spec is validated by `@kubets/apiextensions`. */
import { defineResource } from '../define-resource.ts';
import type { CustomResourceDefinition } from '../generated/apiextensions/v1.ts';
import { markTerminating, prepareDefinition, prepareDefinitionUpdate } from './definition-strategy.ts';

/** Holds a definition until its objects are deleted. */
export const customResourceCleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

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
});
