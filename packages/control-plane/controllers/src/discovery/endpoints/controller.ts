/** Publishes the pods of each Service in the legacy Endpoints object with its name. */
import { type Endpoints, endpoints, pods, type Service, services } from '@kubets/api';
import { eventsRule, read, readUpdate, rule } from '@kubets/api/policy-rules';
import { deepEqual, messageOf } from '@kubets/base';
import { type CacheReader, defineController, type ReconcileContext, watching } from '@kubets/controller-runtime';
import { type NamespacedName, namespacedNameOf } from '@kubets/machinery/object-key';
import { isNotFound } from '@kubets/machinery/status-error';
import { isNamespaceTerminating } from '../../shared/pods/pod-writes.ts';
import { headlessLabel } from '../service-endpoints/labels.ts';
import { isHeadless, lastChange, selects, servicesOf } from '../service-endpoints/pods-of-service.ts';
import { planSubsets } from './plan-subsets.ts';

const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const manager = 'endpoint-controller';
const triggerTime = 'endpoints.kubernetes.io/last-change-trigger-time';
const overCapacity = 'endpoints.kubernetes.io/over-capacity';

/** The desired object. `current` is the existing one. */
function wanted(service: Service, current: Endpoints | undefined, context: ReconcileContext): Endpoints {
  const { name = '', namespace = '', labels = {} } = service.metadata ?? {};
  const selected = context.cache.list(pods, namespace).filter((pod) => selects(service, pod.metadata?.labels));
  const { subsets, truncated } = planSubsets(service, selected);
  const changedAt = lastChange(service, selected);
  const { [overCapacity]: _, [triggerTime]: __, ...others } = current?.metadata?.annotations ?? {};
  const annotations = {
    ...others,
    ...(changedAt === undefined ? {} : { [triggerTime]: changedAt }),
    ...(truncated ? { [overCapacity]: 'truncated' } : {}),
  };
  const { [headlessLabel]: ___, ...own } = labels;
  return {
    ...current,
    metadata: {
      ...(current?.metadata ?? { name, namespace }),
      labels: { ...own, [managedByLabel]: manager, ...(isHeadless(service) ? { [headlessLabel]: '' } : {}) },
      annotations,
    },
    subsets,
  };
}

/** Whether the object must be written. A new trigger time alone is no reason. */
function differs(current: Endpoints, next: Endpoints): boolean {
  const capacityOf = (each: Endpoints): string | undefined => each.metadata?.annotations?.[overCapacity];
  return (
    !deepEqual(current.subsets ?? [], next.subsets) ||
    !deepEqual(current.metadata?.labels ?? {}, next.metadata?.labels) ||
    capacityOf(current) !== capacityOf(next)
  );
}

const isOurs = (each: Endpoints): boolean => each.metadata?.labels?.[managedByLabel] === manager;

/** The Service of the Endpoints object, if it exists or if this controller created the object. */
function concerned(each: Endpoints, cache: CacheReader): readonly NamespacedName[] {
  const key = namespacedNameOf(each);
  return isOurs(each) || cache.get(services, key.namespace, key.name) !== undefined ? [key] : [];
}

export const endpointsController = defineController<Service>({
  name: 'endpoints',
  identity: 'endpoint-controller',
  rules: [
    rule(read, 'core', 'services pods'),
    rule(`${readUpdate} create delete`, 'core', 'endpoints'),
    rule('create', 'core', 'endpoints/restricted'),
    eventsRule,
  ],
  for: services,
  watches: [watching(pods, servicesOf), watching(endpoints, concerned)],
  async reconcile(service, context) {
    const { cache, client, events, signal } = context;
    const { name = '', namespace = '' } = service.metadata ?? {};
    if (service.spec?.type === 'ExternalName' || Object.keys(service.spec?.selector ?? {}).length === 0) return;
    const current = cache.get(endpoints, namespace, name);
    const next = wanted(service, current, context);
    if (current !== undefined && !differs(current, next)) return;
    try {
      if (current === undefined) await client.create(endpoints, next, { signal });
      else await client.update(endpoints, next, { signal });
    } catch (error) {
      if (isNamespaceTerminating(error) || signal.aborted) return;
      const verb = current === undefined ? 'Create' : 'Update';
      const message = `Failed to ${verb.toLowerCase()} endpoint ${namespace}/${name}: ${messageOf(error)}`;
      events.event(service, 'Warning', `FailedTo${verb}Endpoint`, message);
      throw error;
    }
  },
  /**
   * Endpoints carry no owner reference, so the controller deletes them with their Service. It deletes only what it made:
   * Endpoints without its label are user data, whether or not they have a Service.
   */
  async deleted({ namespace, name }, { cache, client, signal }) {
    const current = cache.get(endpoints, namespace, name);
    if (current === undefined || !isOurs(current)) return;
    const { uid = '', resourceVersion = '' } = current.metadata ?? {};
    try {
      await client.delete(endpoints, { namespace, name }, { preconditions: { uid, resourceVersion }, signal });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  },
});
