/** EndpointSlices: the endpoints of a Service, by default up to 100 in each slice. */
import { ageOf, nameOf, shortList, unset } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { EndpointSlice } from '../generated/discovery/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { validateEndpointSlice } from './endpoint-slice-validation.ts';

function row(slice: EndpointSlice, now: number): readonly Cell[] {
  const ports = (slice.ports ?? []).map((port) => (port.port === undefined ? (port.name ?? '*') : String(port.port)));
  const addresses = (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
  return [
    nameOf(slice),
    slice.addressType,
    shortList(ports, 3) || unset,
    shortList(addresses, 3) || unset,
    ageOf(slice, now),
  ];
}

export const endpointSlices = defineResource<EndpointSlice>({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  generation: true,
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSlice,
  row,
});
