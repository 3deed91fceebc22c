/** Defaults of pods and pod templates that depend on other fields. */
import { formatQuantity, parseQuantity } from '@kubets/machinery/quantity';
import type { Pod, PodSpec, PodStatus, PodTemplateSpec } from '../generated/core/v1.ts';
import { podLimits, podRequests } from '../scheduling-rules/pod-requests.ts';
import { isHugePages, isPodLevel } from './validation/resource-names.ts';

/** `serviceAccount` is a deprecated alias of `serviceAccountName`. Both have the same value. */
export function withServiceAccount(spec: PodSpec): PodSpec {
  const name = spec.serviceAccountName || spec.serviceAccount;
  if (!name || (spec.serviceAccountName === name && spec.serviceAccount === name)) return spec;
  return { ...spec, serviceAccountName: name, serviceAccount: name };
}

type Amounts = Readonly<Record<string, string>>;

/** Converts a sum of `podRequests` to a quantity: cpu is in millicores, other resources in whole units. */
function quantityText(name: string, amount: number): string {
  const nanos = BigInt(amount) * (name === 'cpu' ? 1_000_000n : 1_000_000_000n);
  return formatQuantity({ nanos, format: name === 'cpu' ? 'DecimalSI' : 'BinarySI' });
}

/** Completes `given` with sums over the containers, then with `others`. */
function filled(
  given: Amounts | undefined,
  sums: ReadonlyMap<string, number>,
  others: Amounts | undefined,
  applies: (name: string) => boolean,
): Amounts | undefined {
  const result = new Map<string, string>(Object.entries(given ?? {}));
  for (const [name, amount] of sums)
    if (applies(name) && !result.has(name)) result.set(name, quantityText(name, amount));
  for (const [name, amount] of Object.entries(others ?? {})) {
    if (applies(name) && !result.has(name)) result.set(name, amount);
  }
  return result.size === 0 ? given : Object.fromEntries(result);
}

/** Completes pod-level resources that are partially set. Limits are completed only for huge pages. */
function withPodLevelResources(spec: PodSpec): PodSpec {
  const { resources, overhead: _, ...rest } = spec;
  if (resources === undefined || (resources.limits === undefined && resources.requests === undefined)) return spec;
  const bare: Pod = { spec: rest };
  const limits = filled(resources.limits, podLimits(bare), undefined, isHugePages);
  const requests =
    limits === undefined ? resources.requests : filled(resources.requests, podRequests(bare), limits, isPodLevel);
  return {
    ...spec,
    resources: {
      ...resources,
      ...(limits === undefined ? {} : { limits: canonical(limits) }),
      ...(requests === undefined ? {} : { requests: canonical(requests) }),
    },
  };
}

const canonical = (amounts: Amounts): Amounts =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, formatQuantity(parseQuantity(amount))]));

/** `podIP` is always the first entry of `podIPs`. */
function withPodIPs(status: PodStatus): PodStatus {
  const { podIP, podIPs } = status;
  const first = podIPs?.[0]?.ip;
  if (podIP && first !== podIP) return { ...status, podIPs: [{ ip: podIP }] };
  return first && !podIP ? { ...status, podIP: first } : status;
}

export function defaultPod(pod: Pod): Pod {
  const spec = pod.spec === undefined ? undefined : withPodLevelResources(withServiceAccount(pod.spec));
  const status = pod.status === undefined ? undefined : withPodIPs(pod.status);
  if (spec === pod.spec && status === pod.status) return pod;
  return { ...pod, ...(spec === undefined ? {} : { spec }), ...(status === undefined ? {} : { status }) };
}

export function defaultPodTemplate<T extends PodTemplateSpec | undefined>(template: T): T {
  if (template?.spec === undefined) return template;
  const spec = withServiceAccount(template.spec);
  return spec === template.spec ? template : { ...template, spec };
}
