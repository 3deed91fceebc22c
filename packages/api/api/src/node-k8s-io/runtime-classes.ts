/** RuntimeClasses: the container runtime of a pod. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { RuntimeClass } from '../generated/node-k8s-io/v1.ts';

export const runtimeClasses = defineResource<RuntimeClass>({
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  validateInTurns: async (object, old) => (await import('./validation.ts')).runtimeClassErrors(object, old),
  unconditionalUpdate: false,
  row: (object, now) => [nameOf(object), object.handler, ageOf(object, now)],
});
