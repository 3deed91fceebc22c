/** What the server counts of its store and its caches, under upstream's metric names. */
import { qualified } from '@kubets/machinery';
import type { Endpoints } from '../endpoints.ts';
import { groupResourceOf } from '../engine/kind-rules.ts';
import type { MetricRegistry, Sample } from './metric-registry.ts';

/** Counts come from the caches that have been started: nothing is read to answer. */
export function storageMetrics(registry: MetricRegistry, endpoints: Endpoints): void {
  const objects = (labels: (group: string, resource: string) => Readonly<Record<string, string>>): readonly Sample[] =>
    endpoints.stored().flatMap((stored) => {
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
    endpoints.stored().map((stored) => {
      const { group, kind, version } = stored.definition;
      return { labels: { group, kind, version }, value: stored.watchers };
    }),
  );
}
