/**
 * Finds the address behind the Service of a webhook. Upstream dials the cluster IP and leaves the rest to kube-proxy;
 * this server may run where no service proxy does, so it chooses a ready endpoint itself.
 */
import { type EndpointSlice, endpointSlices, type Service, services } from '@kubets/api';
import type { ObjectChange, ResourceReader } from '@kubets/apiserver/access';
import { isProxyableIp } from '@kubets/apiserver/proxy';
import { present, type Random } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';

export interface ServiceAddress {
  /** An IP address; the name that an ExternalName Service stands for. */
  readonly host: string;
  readonly port: number;
}

/** Rejects with a StatusError: `service "x" not found`, `no endpoints available for service "x"`. */
export type ServiceResolver = (namespace: string, name: string, port: number) => Promise<ServiceAddress>;

/** The name of the Service that an EndpointSlice belongs to. */
const serviceOf = (slice: KubeObject): string => slice.metadata?.labels?.['kubernetes.io/service-name'] ?? '';

function addressesIn(slices: readonly EndpointSlice[], portName: string): readonly ServiceAddress[] {
  return slices.flatMap(({ ports, endpoints }) => {
    const port = ports?.find((each) => (each.name ?? '') === portName)?.port;
    if (port === undefined) return [];
    return (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap(({ addresses }) => addresses.slice(0, 1))
      .filter((address) => isProxyableIp(address))
      .map((host) => ({ host, port }));
  });
}

/** All addresses that a port of a Service may be dialed at. Pure. Throws ServiceUnavailable if there is none. */
export function resolvedService(
  service: Service,
  slices: readonly EndpointSlice[],
  port: number,
): readonly ServiceAddress[] {
  const name = service.metadata?.name ?? '';
  const { type, externalName = '', ports } = service.spec ?? {};
  if (type === 'ExternalName') return [{ host: externalName, port }];
  const found = ports?.find((each) => each.port === port);
  if (found === undefined)
    throw errors.unavailable(`no service port ${port} found for service ${JSON.stringify(name)}`);
  const addresses = addressesIn(slices, found.name ?? '');
  if (addresses.length === 0) throw errors.unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
  return addresses;
}

/** Services whose addresses are remembered. */
const maxRemembered = 1_000;

/** Remembers addresses until their Service or its endpoints change. It follows changes from the first call on. */
class RememberedServices {
  readonly #reader: ResourceReader;
  readonly #signal: AbortSignal;
  /** By namespace and name, then by port. */
  readonly #known = new Map<string, Map<number, readonly ServiceAddress[]>>();
  #changes = 0;
  #following = false;

  constructor(reader: ResourceReader, signal: AbortSignal) {
    this.#reader = reader;
    this.#signal = signal;
  }

  async addresses(namespace: string, name: string, port: number): Promise<readonly ServiceAddress[]> {
    this.#follow();
    const known = this.#known.get(`${namespace}/${name}`)?.get(port);
    if (known !== undefined) return known;
    const before = this.#changes;
    const service = await this.#reader.get(services, namespace, name);
    if (service === undefined) throw errors.notFound({ group: '', resource: 'service' }, name);
    const all = await this.#reader.list(endpointSlices, namespace);
    const slices = all.filter((slice) => serviceOf(slice) === name);
    const addresses = resolvedService(service, slices, port);
    if (before === this.#changes) this.#remember(`${namespace}/${name}`, port, addresses);
    return addresses;
  }

  #remember(key: string, port: number, addresses: readonly ServiceAddress[]): void {
    const ports = this.#known.get(key) ?? new Map<number, readonly ServiceAddress[]>();
    ports.set(port, addresses);
    if (this.#known.size >= maxRemembered) this.#known.clear();
    this.#known.set(key, ports);
  }

  #follow(): void {
    if (this.#following) return;
    this.#following = true;
    const forget = (nameOf: (object: KubeObject) => string) => (change?: ObjectChange) => {
      this.#changes++;
      if (change === undefined) this.#known.clear();
      else this.#known.delete(`${change.object.metadata?.namespace}/${nameOf(change.object)}`);
    };
    const serviceName = (service: KubeObject): string => service.metadata?.name ?? '';
    this.#reader.onChange(services, forget(serviceName), this.#signal);
    this.#reader.onChange(endpointSlices, forget(serviceOf), this.#signal);
  }
}

/** Chooses at random among the ready endpoints. `signal` ends it. */
export function serviceResolver(reader: ResourceReader, random: Random, signal: AbortSignal): ServiceResolver {
  const remembered = new RememberedServices(reader, signal);
  return async (namespace, name, port) => {
    const addresses = await remembered.addresses(namespace, name, port);
    return present(addresses[random.integer(addresses.length)], 'an address of the Service');
  };
}
