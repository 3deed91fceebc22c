/**
 * Finds an address of a Service. The endpoints are dialed directly: an API server may be outside the network in which
 * cluster IPs work.
 */
import { type EndpointSlice, endpointSlices, type Service, services } from '@kubets/api';
import type { ResourceReader } from '@kubets/apiserver/access';
import type { Random } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';

export interface ServicePort {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
}

export interface Place {
  /** An IP address, or the name of an ExternalName Service. */
  readonly host: string;
  readonly port: number;
}

const serviceNameLabel = 'kubernetes.io/service-name';

/** The slices of a Service. */
export async function slicesOf(
  reader: Pick<ResourceReader, 'list'>,
  { namespace, name }: ServicePort,
): Promise<readonly EndpointSlice[]> {
  const all = await reader.list(endpointSlices, namespace);
  return all.filter((slice) => slice.metadata?.labels?.[serviceNameLabel] === name);
}

/** The ready addresses of these slices for a named port; the name of an only port is empty. */
export function readyPlaces(slices: readonly EndpointSlice[], portName: string): readonly Place[] {
  return slices
    .filter((slice) => slice.addressType !== 'FQDN')
    .flatMap((slice) =>
      (slice.ports ?? [])
        .filter((each) => (each.name ?? '') === portName && each.port !== undefined)
        .flatMap(({ port }) =>
          (slice.endpoints ?? [])
            .filter((endpoint) => endpoint.conditions?.ready ?? true)
            .flatMap((endpoint) => endpoint.addresses.slice(0, 1).map((host) => ({ host, port: port as number }))),
        ),
    );
}

/** The name of the port with this number; undefined if the Service does not have it. */
export function portName(service: Service, port: number): string | undefined {
  const found = service.spec?.ports?.find((each) => each.port === port);
  return found === undefined ? undefined : (found.name ?? '');
}

/** Rejects with ServiceUnavailable if there is no address. */
export async function serviceEndpoint(
  reader: Pick<ResourceReader, 'get' | 'list'>,
  random: Random,
  wanted: ServicePort,
): Promise<Place> {
  const { namespace, name, port } = wanted;
  const service = await reader.get(services, namespace, name);
  if (service === undefined) throw errors.unavailable(`service "${namespace}/${name}" not found`);
  const { type = 'ClusterIP', externalName = '' } = service.spec ?? {};
  if (type === 'ExternalName') return { host: externalName, port };
  const named = portName(service, port);
  if (named === undefined)
    throw errors.unavailable(`no service port ${port} found for service ${JSON.stringify(name)}`);
  const places = readyPlaces(await slicesOf(reader, wanted), named);
  const chosen = places[random.integer(Math.max(1, places.length))];
  if (chosen === undefined) throw errors.unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
  return chosen;
}

/** `target`: an absolute path with its query. */
export function httpsUrl({ host, port }: Place, target: string): URL {
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}${target}`);
}
