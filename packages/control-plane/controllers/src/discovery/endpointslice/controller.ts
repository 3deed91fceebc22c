/** Publishes the pods of each Service in EndpointSlices. */
import { type EndpointSlice, endpointSlices, nodes, pods, type Service, services } from '@kubets/api';
import { eventsRule, read, readUpdate, rule } from '@kubets/api/policy-rules';
import { type ControllerDefinition, defineController, watching } from '@kubets/controller-runtime';
import { errors } from '@kubets/machinery/status-error';
import { controllerReference } from '../../shared/ownership/controller-reference.ts';
import { headlessLabel, managedByLabel, serviceNameLabel } from '../service-endpoints/labels.ts';
import { planSlices, type SliceMeta } from '../service-endpoints/plan-slices.ts';
import { isHeadless, lastChange, selects, servicesOf } from '../service-endpoints/pods-of-service.ts';
import { writeSlices } from '../service-endpoints/write-slices.ts';
import { planEndpoints } from './plan-endpoints.ts';

const manager = 'endpointslice-controller.k8s.io';
const triggerTime = 'endpoints.kubernetes.io/last-change-trigger-time';

export interface EndpointSliceOptions {
  /** Endpoints in one slice. Default 100, as upstream. */
  readonly maxEndpointsPerSlice?: number;
}

function labelsFor(service: Service): Readonly<Record<string, string>> {
  const { [managedByLabel]: _, [serviceNameLabel]: __, [headlessLabel]: ___, ...own } = service.metadata?.labels ?? {};
  return {
    ...own,
    ...(isHeadless(service) ? { [headlessLabel]: '' } : {}),
    [serviceNameLabel]: service.metadata?.name ?? '',
    [managedByLabel]: manager,
  };
}

function metaFor(service: Service, changedAt: string | undefined): SliceMeta {
  const { name = '', namespace = '' } = service.metadata ?? {};
  const labels = labelsFor(service);
  const annotate = (old: Readonly<Record<string, string>> = {}) => {
    const { [triggerTime]: _, ...others } = old;
    const annotations = changedAt === undefined ? others : { ...others, [triggerTime]: changedAt };
    return Object.keys(annotations).length === 0 ? {} : { annotations };
  };
  return {
    fresh: () => ({
      generateName: `${name}-`,
      namespace,
      labels,
      ...annotate(),
      ownerReferences: [controllerReference(service)],
    }),
    revised: (metadata) => {
      const { annotations, ...rest } = metadata ?? {};
      return { ...rest, labels, ...annotate(annotations) };
    },
  };
}

const isOurs = (slice: EndpointSlice): boolean => slice.metadata?.labels?.[managedByLabel] === manager;

export function endpointSliceController(options: EndpointSliceOptions = {}): ControllerDefinition<Service> {
  return defineController<Service>({
    name: 'endpointslice',
    identity: 'endpointslice-controller',
    component: 'endpoint-slice-controller',
    rules: [
      rule(read, 'core', 'services pods nodes'),
      rule('update', 'core', 'services/finalizers'),
      rule(`${readUpdate} create delete`, 'discovery.k8s.io', 'endpointslices'),
      eventsRule,
    ],
    for: services,
    owns: [endpointSlices],
    reads: [nodes],
    watches: [watching(pods, servicesOf)],
    async reconcile(service, context) {
      const { cache } = context;
      const { selector, type } = service.spec ?? {};
      // Without a selector other programs manage the endpoints; a Service of type ExternalName has none.
      if (type === 'ExternalName' || Object.keys(selector ?? {}).length === 0) return {};
      if (service.metadata?.deletionTimestamp !== undefined) return {};
      const namespace = service.metadata?.namespace ?? '';
      const selected = cache.list(pods, namespace).filter((pod) => selects(service, pod.metadata?.labels));
      const { groups, missingNodes } = planEndpoints(service, selected, (name) => cache.get(nodes, '', name));
      const existing = cache
        .ownedBy(endpointSlices, service)
        .filter((slice) => isOurs(slice) && slice.metadata?.deletionTimestamp === undefined);
      const meta = metaFor(service, lastChange(service, selected));
      await writeSlices(planSlices(existing, groups, meta, options.maxEndpointsPerSlice ?? 100), context);
      const [missing] = missingNodes;
      return missing === undefined ? {} : { error: errors.notFound({ group: '', resource: 'nodes' }, missing) };
    },
  });
}
