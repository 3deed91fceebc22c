/** Namespaces: scopes for names. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Namespace } from '../generated/core/v1.ts';
import {
  finalizedNamespace,
  prepareNamespace,
  prepareNamespaceUpdate,
  terminating,
  validateNamespace,
  validateNamespaceFinalize,
  validateNamespaceStatus,
} from './namespace-strategy.ts';

export const namespaces = defineResource<Namespace>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  returnDeletedObject: true,
  isNamespace: true,
  generation: false,
  nameRule: 'label',
  prepareCreate: prepareNamespace,
  prepareUpdate: prepareNamespaceUpdate,
  prepareSubresource: { finalize: finalizedNamespace },
  ownFinalizers: ({ spec }) => spec?.finalizers ?? [],
  markDeleted: terminating,
  validate: validateNamespace,
  validateStatusUpdate: validateNamespaceStatus,
  validateSubresource: { finalize: validateNamespaceFinalize },
  selectableFields: {
    name: nameOf,
    'status.phase': (namespace) => namespace.status?.phase ?? '',
  },
  row: (namespace, now) => [nameOf(namespace), namespace.status?.phase ?? '', ageOf(namespace, now)],
});
