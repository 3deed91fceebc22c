/** Endpoints: the addresses of a Service in one object. Deprecated in favor of EndpointSlices. */
import { ageOf, nameOf, none, shortList } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Endpoints } from '../generated/core/v1.ts';
import { validateEndpoints } from './validation/endpoints.ts';

function addresses(endpoints: Endpoints): string {
  const subsets = endpoints.subsets ?? [];
  if (subsets.length === 0) return none;
  const texts = subsets.flatMap(({ addresses: found = [], ports = [] }) => {
    const ips = found.map(({ ip }) => ip);
    if (ports.length === 0) return ips;
    return ports.flatMap(({ port }) => ips.map((ip) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)));
  });
  return shortList(texts, 3);
}

export const endpoints = defineResource<Endpoints>({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  createOnUpdate: true,
  validate: validateEndpoints,
  validateUpdate: validateEndpoints,
  row: (object, now) => [nameOf(object), addresses(object), ageOf(object, now)],
});
