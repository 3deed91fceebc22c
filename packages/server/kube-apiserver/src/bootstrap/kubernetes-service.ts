/**
 * The endpoints of the kubernetes Service are all live API servers. Each keeps a key in the store, whose lease expires
 * soon after its server stops; the other servers then remove it from the endpoints.
 */
import { type EndpointSlice, type Endpoints, endpointSlices, endpoints } from '@kubets/api';
import { keep, type ResourceAccess } from '@kubets/apiserver/access';
import { type Clock, invariant, type Logger, messageOf, withDeadline } from '@kubets/base';
import type { Store } from '@kubets/storage';
import { advertiseProblem } from './advertise-address.ts';
import { type BootstrapOptions, ensureKubernetesService } from './bootstrap.ts';

interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

/**
 * As upstream's lease endpoint reconciler: where the keys are, how long their leases last, and how often they are
 * renewed.
 */
const prefix = '/registry/masterleases/';
const leaseSeconds = 15;
const publishIntervalMs = 10_000;
/** How long a stopping server waits for the store to delete its key (milliseconds). */
const leaveTimeoutMs = 3000;

const keyOf = ({ address, port }: ServerAddress): string => `${prefix}${address}:${port}`;

async function announce(store: Store, self: ServerAddress): Promise<void> {
  const value = new TextEncoder().encode(JSON.stringify(self));
  await store.commit({ expect: [], apply: [{ type: 'put', key: keyOf(self), value, leaseSeconds }] });
}

/** Undefined for an invalid value: a faulty writer must not prevent others from being published. */
function serverOf(value: Uint8Array): ServerAddress | undefined {
  let found: Partial<ServerAddress> | null;
  try {
    found = JSON.parse(new TextDecoder().decode(value));
  } catch {
    return undefined;
  }
  const { address, port } = found ?? {};
  if (typeof address !== 'string' || advertiseProblem(address) !== undefined) return undefined;
  return Number.isInteger(port) && port !== undefined && port > 0 && port < 65_536 ? { address, port } : undefined;
}

/** Sorted, so that all servers publish the same endpoints. */
async function liveServers({ store, log }: KubernetesServiceOptions): Promise<readonly ServerAddress[]> {
  const { entries } = await store.list({ prefix });
  const servers: ServerAddress[] = [];
  for (const { key, value } of entries) {
    const server = serverOf(value);
    if (server === undefined) log.warn('cannot publish the address of an API server', { key });
    else servers.push(server);
  }
  return servers.sort((a, b) => a.port - b.port || (a.address < b.address ? -1 : 1));
}

interface ServerGroup {
  readonly port: number;
  readonly addressType: 'IPv4' | 'IPv6';
  readonly addresses: string[];
}

/** Servers of one address family at one port: the content of one subset, and of one slice. */
function groupsOf(servers: readonly ServerAddress[]): readonly ServerGroup[] {
  const groups = new Map<string, ServerGroup>();
  for (const { address, port } of servers) {
    const addressType = address.includes(':') ? 'IPv6' : 'IPv4';
    const key = `${port} ${addressType}`;
    const group = groups.get(key) ?? { port, addressType, addresses: [] };
    group.addresses.push(address);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function kubernetesEndpoints(servers: readonly ServerAddress[]): Endpoints {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
    },
    subsets: groupsOf(servers).map(({ port, addresses }) => ({
      addresses: addresses.map((ip) => ({ ip })),
      ports: [{ name: 'https', port, protocol: 'TCP' }],
    })),
  };
}

function sliceName({ port, addressType }: ServerGroup, groups: readonly ServerGroup[]): string {
  if (groups[0]?.port === port) return groups[0].addressType === addressType ? 'kubernetes' : 'kubernetes-ipv6';
  const first = groups.find((group) => group.port === port);
  return first?.addressType === addressType ? `kubernetes-${port}` : `kubernetes-${port}-ipv6`;
}

/** One slice with upstream's name if all servers have the same port and family; one more for each other combination. */
function kubernetesSlices(servers: readonly ServerAddress[]): readonly EndpointSlice[] {
  return groupsOf(servers).map((group, _, groups) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: sliceName(group, groups),
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
    },
    addressType: group.addressType,
    endpoints: group.addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports: [{ name: 'https', port: group.port, protocol: 'TCP' }],
  }));
}

async function removeOtherSlices(resources: ResourceAccess, wanted: readonly EndpointSlice[]): Promise<void> {
  const names = new Set(wanted.map(({ metadata }) => metadata?.name));
  for (const { metadata } of await resources.list(endpointSlices, 'default')) {
    const { name = '', labels } = metadata ?? {};
    if (labels?.['kubernetes.io/service-name'] !== 'kubernetes' || names.has(name)) continue;
    await resources.delete(endpointSlices, 'default', name);
  }
}

export interface KubernetesServiceOptions {
  readonly resources: ResourceAccess;
  readonly store: Store;
  readonly bootstrap: BootstrapOptions;
  readonly clock: Clock;
  readonly log: Logger;
}

const selfOf = ({ advertiseAddress, port }: BootstrapOptions): ServerAddress => ({ address: advertiseAddress, port });

async function publishServers(
  { resources, bootstrap }: KubernetesServiceOptions,
  servers: readonly ServerAddress[],
): Promise<void> {
  const slices = kubernetesSlices(servers);
  await Promise.all([
    keep(resources, endpoints, 'default', kubernetesEndpoints(servers), ['subsets']),
    ...slices.map((slice) => keep(resources, endpointSlices, 'default', slice, ['endpoints', 'ports'])),
  ]);
  if (bootstrap.shared) await removeOtherSlices(resources, slices);
}

/**
 * Updates the Service and its endpoints, and renews this server's key. Throws InvariantError, before
 * anything is written, for an address that cannot be published: call `advertiseProblem` first.
 */
export async function publishKubernetes(options: KubernetesServiceOptions): Promise<void> {
  const { resources, store, bootstrap } = options;
  const self = selfOf(bootstrap);
  const problem = advertiseProblem(self.address);
  invariant(problem === undefined, `the API server cannot be published: ${self.address} ${problem}`);
  if (bootstrap.shared) await announce(store, self);
  const servers = bootstrap.shared ? await liveServers(options) : [self];
  await Promise.all([ensureKubernetesService(resources, bootstrap), publishServers(options, servers)]);
}

/** A stopping server removes its key, but does not wait long for the store. */
async function leave(options: KubernetesServiceOptions): Promise<void> {
  const { store, bootstrap } = options;
  await store.commit({ expect: [], apply: [{ type: 'delete', key: keyOf(selfOf(bootstrap)) }] });
  const servers = await liveServers(options);
  if (servers.length > 0) await publishServers(options, servers);
}

/** A deleted kubernetes Service is recreated within seconds. Resolves once the signal aborts. */
export async function keepKubernetesPublished(options: KubernetesServiceOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, bootstrap } = options;
  while (!signal.aborted) {
    try {
      await clock.sleep(publishIntervalMs, signal);
      await publishKubernetes(options);
    } catch (error) {
      if (!signal.aborted) log.warn('cannot publish the kubernetes Service', { error: messageOf(error) });
    }
  }
  if (!bootstrap.shared) return;
  await withDeadline(clock, leaveTimeoutMs, () => leave(options)).catch((error: unknown) =>
    log.debug(`the address of this server stays published until its lease expires: ${messageOf(error)}`),
  );
}
