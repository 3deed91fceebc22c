/** CustomResourceDefinitions: resources that users add to the API. */
import { defineResource } from '../define-resource.ts';
import type { CustomResourceDefinition } from '../generated/apiextensions/v1.ts';

export const customResourceDefinitions = defineResource<CustomResourceDefinition>({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  resetFields: { status: ['spec', 'metadata'] },
  // Upstream's strategy intends to reset the metadata, but copies it onto itself.
  metadataKeptByStatus: [],
  unconditionalUpdate: false,
});
