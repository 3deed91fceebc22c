/** Namespaces: rooms that names are unique in. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Namespace } from '../generated/core/v1.ts';

const finalizer = 'kubernetes';

/** A namespace is active from the start, can be found by its name as a label, and is held until it has been emptied. */
function prepareCreate(namespace: Namespace): Namespace {
  const name = nameOf(namespace);
  const held = namespace.spec?.finalizers ?? [];
  return {
    ...namespace,
    metadata: { ...namespace.metadata, labels: { ...namespace.metadata?.labels, 'kubernetes.io/metadata.name': name } },
    spec: { ...namespace.spec, finalizers: held.includes(finalizer) ? held : [...held, finalizer] },
    status: { phase: 'Active' },
  };
}

export const namespaces = defineResource<Namespace>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  generation: false,
  nameRule: 'label',
  prepareCreate,
  selectableFields: {
    name: nameOf,
    'status.phase': (namespace) => namespace.status?.phase ?? '',
  },
  row: (namespace, now) => [nameOf(namespace), namespace.status?.phase ?? '', ageOf(namespace, now)],
});
