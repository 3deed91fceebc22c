/** The ranges of cluster IPs that `kubets up` is asked for. */
import { messageOf } from '@kubets/base';
import { parseServiceRanges, serviceAddress } from '@kubets/kube-apiserver';
import type { ServiceSettings } from '../cluster/settings.ts';
import { UsageError } from '../usage-error.ts';

/** The offset of the address of the cluster DNS, as kubeadm chooses it. */
const dnsOffset = 10;

/** Undefined without the option. Throws UsageError. */
export function serviceSettingsOf(text: string | undefined): ServiceSettings | undefined {
  if (text === undefined) return undefined;
  try {
    const ranges = parseServiceRanges(text.replaceAll(' ', ''));
    const [primary] = ranges;
    return {
      serviceCidr: ranges.map((range) => range.text).join(','),
      apiServiceIp: serviceAddress(primary, 1),
      dnsServiceIp: serviceAddress(primary, dnsOffset),
    };
  } catch (error) {
    throw new UsageError(
      `invalid --service-cluster-ip-range: ${messageOf(error)}: it must be a range such as 10.96.0.0/16 or fd00:10:96::/112 with at least 10 addresses, or one of each family, separated by a comma`,
    );
  }
}

/** The warning for ranges that pods cannot reach; undefined if they can. */
export function serviceRangeWarning({ serviceCidr }: ServiceSettings): string | undefined {
  if (!serviceCidr.includes(':')) return undefined;
  return 'warning: IPv6 cluster IPs are allocated, but pods cannot reach them: the pod network has only IPv4';
}
