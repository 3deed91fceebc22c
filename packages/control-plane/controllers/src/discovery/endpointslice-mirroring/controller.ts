/** Mirrors custom Endpoints to EndpointSlices, so that proxies need to read only EndpointSlices. */
import { type Endpoints, endpointSlices, endpoints, services } from '@kubets/api';
import { eventsRule, read, readUpdate, rule } from '@kubets/api/policy-rules';
import { defineController, watching } from '@kubets/controller-runtime';
import { namespacedNameOf } from '@kubets/machinery/object-key';
import { controllerReference } from '../../shared/ownership/controller-reference.ts';
import { managedByLabel, serviceNameLabel } from '../service-endpoints/labels.ts';
import { planSlices, type SliceMeta } from '../service-endpoints/plan-slices.ts';
import { writeSlices } from '../service-endpoints/write-slices.ts';
import { mirrorGroups, shouldMirror } from './plan-mirror.ts';

const manager = 'endpointslicemirroring-controller.k8s.io';
/** Annotations that are not mirrored, because they apply to the Endpoints object. */
const ownAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'endpoints.kubernetes.io/last-change-trigger-time',
  'endpoints.kubernetes.io/over-capacity',
]);

function metaFor(each: Endpoints): SliceMeta {
  const { name = '', namespace = '', labels: own = {} } = each.metadata ?? {};
  const labels = { ...own, [serviceNameLabel]: name, [managedByLabel]: manager };
  const kept = Object.entries(each.metadata?.annotations ?? {}).filter(([key]) => !ownAnnotations.has(key));
  const annotations = kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) };
  return {
    fresh: () => ({
      generateName: `${name}-`,
      namespace,
      labels,
      ...annotations,
      ownerReferences: [controllerReference(each)],
    }),
    revised: (metadata) => ({ ...metadata, labels, ...annotations }),
  };
}

export const endpointSliceMirroringController = defineController<Endpoints>({
  name: 'endpointslicemirroring',
  identity: 'endpointslicemirroring-controller',
  rules: [
    rule(read, 'core', 'services endpoints'),
    rule('update', 'core', 'services/finalizers'),
    rule('update', 'core', 'endpoints/finalizers'),
    rule(`${readUpdate} create delete`, 'discovery.k8s.io', 'endpointslices'),
    eventsRule,
  ],
  for: endpoints,
  owns: [endpointSlices],
  watches: [watching(services, (service) => [namespacedNameOf(service)])],
  async reconcile(each, context) {
    const { cache } = context;
    const { namespace = '', name = '' } = each.metadata ?? {};
    const mirrored = shouldMirror(cache.get(services, namespace, name), each);
    const existing = cache
      .ownedBy(endpointSlices, each)
      .filter((slice) => slice.metadata?.labels?.[managedByLabel] === manager);
    await writeSlices(planSlices(existing, mirrored ? mirrorGroups(each) : [], metaFor(each), 1000), context);
  },
});
