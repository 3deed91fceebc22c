/** The downward API: fields of a pod and resources of its containers, as text. */
import type { ObjectFieldSelector, Pod, ResourceFieldSelector } from '@kubets/api';
import { amountOf } from '@kubets/api/scheduling-rules';
import { milliValue, parseQuantity } from '@kubets/machinery/quantity';
import { containerNamed } from '../pod/containers.ts';
import { ContainerConfigError } from './objects.ts';

export interface DownwardContext {
  readonly pod: Pod;
  readonly nodeName: string;
  readonly hostIPs: readonly string[];
  readonly podIPs: readonly string[];
  /** What a container without limits can use at most. */
  readonly allocatable: { readonly cpu: string; readonly memory: string; readonly 'ephemeral-storage': string };
}

/** What is the same for all pods of a node. */
export type NodeDownward = Pick<DownwardContext, 'nodeName' | 'hostIPs' | 'allocatable'>;

/** A string as Go's %q prints it, as far as labels and annotations need it. */
const quoted = (text: string): string => JSON.stringify(text);

/** All entries as `key="value"` lines in the order of their keys. */
function formatMap(entries: Readonly<Record<string, string>> = {}): string {
  return Object.keys(entries)
    .sort()
    .map((key) => `${key}=${quoted(entries[key] ?? '')}`)
    .join('\n');
}

/** `metadata.labels['a/b']` → labels, a/b. */
function subscript(path: string): { readonly field: string; readonly key: string } | undefined {
  const open = path.indexOf("['");
  if (open < 0 || !path.endsWith("']")) return undefined;
  return { field: path.slice(0, open), key: path.slice(open + 2, -2) };
}

export function fieldValue({ fieldPath }: ObjectFieldSelector, context: DownwardContext): string {
  const { pod, hostIPs, podIPs } = context;
  const metadata = pod.metadata ?? {};
  const keyed = subscript(fieldPath);
  if (keyed?.field === 'metadata.labels') return metadata.labels?.[keyed.key] ?? '';
  if (keyed?.field === 'metadata.annotations') return metadata.annotations?.[keyed.key] ?? '';
  const values: ReadonlyMap<string, () => string> = new Map([
    ['metadata.name', () => metadata.name ?? ''],
    ['metadata.namespace', () => metadata.namespace ?? ''],
    ['metadata.uid', () => metadata.uid ?? ''],
    ['metadata.labels', () => formatMap(metadata.labels)],
    ['metadata.annotations', () => formatMap(metadata.annotations)],
    ['spec.nodeName', () => context.nodeName],
    ['spec.serviceAccountName', () => pod.spec?.serviceAccountName ?? ''],
    ['status.hostIP', () => hostIPs[0] ?? ''],
    ['status.hostIPs', () => hostIPs.join(',')],
    ['status.podIP', () => podIPs[0] ?? ''],
    ['status.podIPs', () => podIPs.join(',')],
  ]);
  const value = values.get(fieldPath);
  if (value === undefined) throw new ContainerConfigError(`unsupported fieldPath: ${fieldPath}`);
  return value();
}

/** A resource as a whole number of divisors, rounded up. Limits left out are what the node can give. */
export function resourceValue(selector: ResourceFieldSelector, context: DownwardContext, ownName: string): string {
  const name = selector.containerName || ownName;
  const container = containerNamed(context.pod, name);
  if (container === undefined) throw new ContainerConfigError(`container ${name} not found`);
  const [side = '', resource = ''] = split(selector.resource);
  const { limits, requests } = container.resources ?? {};
  const fallback = Object.hasOwn(context.allocatable, resource)
    ? context.allocatable[resource as keyof DownwardContext['allocatable']]
    : '0';
  const quantity =
    side === 'limits' ? (limits?.[resource] ?? fallback) : (requests?.[resource] ?? limits?.[resource] ?? '0');
  const divisor = selector.divisor && String(selector.divisor) !== '0' ? selector.divisor : '1';
  if (resource === 'cpu') {
    const milli = milliValue(parseQuantity(divisor));
    return String(Math.ceil(amountOf('cpu', quantity) / Math.max(1, milli)));
  }
  return String(Math.ceil(amountOf(resource, quantity) / Math.max(1, amountOf(resource, divisor))));
}

function split(resource: string): readonly [string, string] {
  const dot = resource.indexOf('.');
  const side = resource.slice(0, dot);
  if (dot < 0 || (side !== 'limits' && side !== 'requests'))
    throw new ContainerConfigError(`unsupported container resource : ${resource}`);
  return [side, resource.slice(dot + 1)];
}
