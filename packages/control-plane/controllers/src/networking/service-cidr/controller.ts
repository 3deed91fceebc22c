/** Reports ServiceCIDRs as ready, and keeps those whose addresses are in use. */
import { type IPAddress, ipAddresses, type ServiceCIDR, serviceCIDRs } from '@kubets/api';
import { eventsRule, read, readUpdate, rule } from '@kubets/api/policy-rules';
import { type CacheReader, defineController, watching } from '@kubets/controller-runtime';
import { isNotFound } from '@kubets/machinery/status-error';
import { planServiceCidr } from './plan-service-cidr.ts';
import { allocatedAddress, offersAddress, overlaps } from './ranges.ts';

const networking = 'networking.k8s.io';

const keysOf = (ranges: readonly ServiceCIDR[]) =>
  ranges.map(({ metadata }) => ({ namespace: '', name: metadata?.name ?? '' }));

/** The ServiceCIDRs whose deletion may depend on an address. Others need not be planned again. */
function rangesOfAddress(object: IPAddress, cache: CacheReader) {
  const deleting = cache.list(serviceCIDRs).filter(({ metadata }) => metadata?.deletionTimestamp !== undefined);
  if (deleting.length === 0) return [];
  const address = allocatedAddress(object);
  return address === undefined ? [] : keysOf(deleting.filter((range) => offersAddress(range, address)));
}

export const serviceCidrController = defineController<ServiceCIDR>({
  name: 'service-cidr-controller',
  identity: 'service-cidrs-controller',
  rules: [
    rule(`${readUpdate} patch`, networking, 'servicecidrs'),
    rule('patch update', networking, 'servicecidrs/finalizers'),
    rule('patch update', networking, 'servicecidrs/status'),
    rule(read, networking, 'ipaddresses'),
    eventsRule,
  ],
  for: serviceCIDRs,
  watches: [
    watching<ServiceCIDR>(serviceCIDRs, (range, cache) =>
      keysOf(cache.list(serviceCIDRs).filter((other) => overlaps(range, other))),
    ),
    watching<IPAddress>(ipAddresses, rangesOfAddress),
  ],
  async reconcile(range, { client, cache, clock, signal }) {
    const isDeleting = range.metadata?.deletionTimestamp !== undefined;
    const addresses = isDeleting ? cache.list(ipAddresses).flatMap((each) => allocatedAddress(each) ?? []) : [];
    const plan = planServiceCidr(range, { ranges: cache.list(serviceCIDRs), addresses, now: clock.now() });
    const { finalizers, status, requeueAfterMs } = plan;
    try {
      let current = range;
      if (finalizers !== undefined) {
        const metadata = { ...range.metadata, finalizers };
        current = await client.update(serviceCIDRs, { ...range, metadata }, { signal });
      }
      if (status !== undefined) await client.updateStatus(serviceCIDRs, { ...current, status }, { signal });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return requeueAfterMs === undefined ? {} : { requeueAfterMs };
  },
});
