/** Metrics of the store and the watch caches, with upstream's names. */
import { qualified } from '@kubets/machinery/meta';
import type { Store, StoreSpace } from '@kubets/storage';
import { groupResourceOf } from '../engine/kind-rules.ts';
import type { ServedResources } from '../engine/served-resources.ts';
import type { MetricRegistry, Sample } from './metric-registry.ts';

/** Counts come from caches that are running: nothing is read to answer. */
export function storageMetrics(registry: MetricRegistry, served: ServedResources, store: Store): void {
  if (store.space !== undefined) spaceMetrics(registry, () => store.space?.());
  const objects = (labels: (group: string, resource: string) => Readonly<Record<string, string>>): readonly Sample[] =>
    served.stored().flatMap((stored) => {
      const { group, resource } = groupResourceOf(stored.definition);
      return stored.cached === undefined ? [] : [{ labels: labels(group, resource), value: stored.cached }];
    });
  registry.gauge(
    'apiserver_resource_objects',
    'Number of stored objects at the time of last check split by kind.',
    () => objects((group, resource) => ({ group, resource })),
  );
  registry.gauge('apiserver_storage_objects', 'Number of stored objects at the time of last check split by kind.', () =>
    objects((group, resource) => ({ resource: qualified({ group, resource }) })),
  );
  registry.gauge('apiserver_registered_watchers', 'Number of currently registered watchers for a given resources', () =>
    served.stored().map((stored) => {
      const { group, kind, version } = stored.definition;
      return { labels: { group, kind, version }, value: stored.watchers };
    }),
  );
}

/** The disk of an embedded store, under the names of upstream and of etcd. */
function spaceMetrics(registry: MetricRegistry, space: () => StoreSpace | undefined): void {
  const gauge = (name: string, help: string, labels: Sample['labels'], value: (space: StoreSpace) => number): void =>
    registry.gauge(name, help, () => {
      const found = space();
      return found === undefined ? [] : [{ labels, value: value(found) }];
    });
  gauge(
    'apiserver_storage_size_bytes',
    'Size of the storage database file physically allocated in bytes.',
    { storage_cluster_id: 'embedded' },
    ({ size }) => size,
  );
  gauge(
    'etcd_mvcc_db_total_size_in_use_in_bytes',
    'Total size of the underlying database logically in use in bytes.',
    {},
    ({ used }) => used,
  );
  gauge('etcd_server_quota_backend_bytes', 'Current backend storage quota size in bytes.', {}, ({ quota }) => quota);
  gauge(
    'kubets_storage_alarm',
    'Whether the store has reached its quota and takes no more writes.',
    { type: 'NOSPACE' },
    ({ exceeded }) => Number(exceeded),
  );
}
