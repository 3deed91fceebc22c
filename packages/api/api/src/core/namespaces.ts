/** Namespaces: rooms that names are unique in. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Namespace } from '../generated/core/v1.ts';
import { unimplementedNamespaceWarnings } from '../unimplemented/object-warnings.ts';
import {
  prepareNamespace,
  validateNamespace,
  validateNamespaceFinalize,
  validateNamespaceStatus,
  withNameLabel,
} from './namespace-strategy.ts';

export const namespaces = defineResource<Namespace>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  generation: false,
  nameRule: 'label',
  prepareCreate: prepareNamespace,
  prepareUpdate: withNameLabel,
  validate: validateNamespace,
  warnings: unimplementedNamespaceWarnings,
  validateStatusUpdate: validateNamespaceStatus,
  validateSubresource: { finalize: validateNamespaceFinalize },
  selectableFields: {
    name: nameOf,
    'status.phase': (namespace) => namespace.status?.phase ?? '',
  },
  row: (namespace, now) => [nameOf(namespace), namespace.status?.phase ?? '', ageOf(namespace, now)],
});
