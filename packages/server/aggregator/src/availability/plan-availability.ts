/** Whether the server of an APIService can be reached, as far as the objects show. Pure. Upstream's reasons and texts. */
import type { EndpointSlice, Service } from '@kubets/api';
import { portName, readyPlaces, type ServicePort } from '../routing/service-endpoint.ts';
import type { Availability } from './conditions.ts';

export const passed: Availability = { status: 'True', reason: 'Passed', message: 'all checks passed' };

const no = (reason: string, message: string): Availability => ({ status: 'False', reason, message });

export const failedDiscovery = (message: string): Availability => no('FailedDiscoveryCheck', message);

export function accessFailure(
  reason: 'ServiceAccessError' | 'EndpointsAccessError',
  wanted: ServicePort,
  error: string,
): Availability {
  return { status: 'Unknown', reason, message: `${shown(wanted)} cannot be checked due to: ${error}` };
}

const shown = ({ namespace, name }: ServicePort): string => `service/${name} in ${JSON.stringify(namespace)}`;

/** Whether the endpoints of a Service have to be known, too. */
export function needsEndpoints(service: Service | undefined): boolean {
  return service !== undefined && (service.spec?.type ?? 'ClusterIP') === 'ClusterIP';
}

/** What prevents requests; undefined if nothing does, so that the server itself has to be asked. */
export function planAvailability(
  wanted: ServicePort,
  service: Service | undefined,
  slices: readonly EndpointSlice[],
): Availability | undefined {
  if (service === undefined) return no('ServiceNotFound', `${shown(wanted)} is not present`);
  if (!needsEndpoints(service)) return undefined;
  const named = portName(service, wanted.port);
  if (named === undefined) return no('ServicePortError', `${shown(wanted)} is not listening on port ${wanted.port}`);
  if (slices.length === 0) return no('EndpointsNotFound', `cannot find endpointslices for ${shown(wanted)}`);
  if (readyPlaces(slices, named).length > 0) return undefined;
  const name = JSON.stringify(named);
  return no('MissingEndpoints', `endpointslices for ${shown(wanted)} have no addresses with port name ${name}`);
}
