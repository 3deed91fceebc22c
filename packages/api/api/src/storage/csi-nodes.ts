/** CSINodes: the CSI drivers on a node. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { CSINode } from '../generated/storage/v1.ts';

export const csiNodes = defineResource<CSINode>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  validateInTurns: async (object, old) => (await import('./validation.ts')).csiNodeErrors(object, old),
  returnDeletedObject: true,
  unconditionalUpdate: false,
  row: (node, now) => [nameOf(node), node.spec.drivers.length, ageOf(node, now)],
});
