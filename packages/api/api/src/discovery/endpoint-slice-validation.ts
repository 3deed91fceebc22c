/** Validation of EndpointSlices. The schema checks the number of addresses and that the address type is immutable. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Label, dns1123Subdomain, portNumber, qualifiedName } from '@kubets/machinery/names';
import { parseIp, validateLegacyIp } from '@kubets/machinery/values';
import { closed, type Found, invalidFor, protocols } from '../core/validation/checks.ts';
import { nonSpecialIp } from '../core/validation/non-special-ip.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from '../generated/discovery/v1.ts';

const most = { endpoints: 1000, ports: 20_000, hints: 8 };

function address(found: Found, path: string, type: string, value: string): void {
  if (type === 'FQDN') {
    invalidFor(found, path, value, dns1123Subdomain(value.endsWith('.') ? value.slice(0, -1) : value));
    return;
  }
  const errors = validateLegacyIp(value, path, { strict: false });
  found.push(...errors);
  if (errors.length > 0) return;
  if (`IPv${parseIp(value, { sloppy: true })?.version}` !== type) {
    found.push(fieldError.invalid(path, value, `must be a valid ${type} address`));
  }
  nonSpecialIp(found, path, value);
}

function endpoint(found: Found, path: string, type: string, given: Endpoint): void {
  const { addresses = [], nodeName, hostname, hints } = given;
  if (addresses.length === 0) {
    found.push(fieldError.required(`${path}.addresses`, 'must contain at least 1 address'));
  }
  addresses.forEach((value, index) => {
    address(found, `${path}.addresses[${index}]`, type, value);
  });
  if (nodeName !== undefined) invalidFor(found, `${path}.nodeName`, nodeName, dns1123Subdomain(nodeName));
  if (hostname !== undefined) invalidFor(found, `${path}.hostname`, hostname, dns1123Label(hostname));
  for (const name of ['forZones', 'forNodes'] as const) {
    const list = hints?.[name] ?? [];
    if (list.length > most.hints) found.push(fieldError.tooMany(`${path}.hints.${name}`, list.length, most.hints));
    const isAgain = repeats<string>();
    list.forEach((each, index) => {
      const at = `${path}.hints.${name}[${index}].name`;
      if (isAgain(each.name)) found.push(fieldError.duplicate(at, each.name));
    });
  }
}

function port(found: Found, path: string, given: EndpointPort): void {
  const { name, port: number, appProtocol } = given;
  if (name) invalidFor(found, `${path}.name`, name, dns1123Label(name));
  closed(found, `${path}.protocol`, given.protocol, protocols);
  if (number !== undefined) invalidFor(found, `${path}.port`, number, portNumber(number));
  if (appProtocol !== undefined) invalidFor(found, `${path}.appProtocol`, appProtocol, qualifiedName(appProtocol));
}

export function validateEndpointSlice(slice: EndpointSlice): readonly FieldError[] {
  const found: FieldError[] = [];
  const { endpoints = [], ports = [] } = slice;
  const type: string = slice.addressType;
  closed(found, 'addressType', type, ['FQDN', 'IPv4', 'IPv6']);
  if (endpoints.length > most.endpoints) found.push(fieldError.tooMany('endpoints', endpoints.length, most.endpoints));
  if (type === 'FQDN' || type === 'IPv4' || type === 'IPv6') {
    endpoints.forEach((each, index) => {
      endpoint(found, `endpoints[${index}]`, type, each);
    });
  }
  if (ports.length > most.ports) found.push(fieldError.tooMany('ports', ports.length, most.ports));
  const names = new Set<string>();
  ports.forEach((each, index) => {
    const name = each.name ?? '';
    if (names.has(name)) found.push(fieldError.duplicate(`ports[${index}].name`, name));
    names.add(name);
    port(found, `ports[${index}]`, each);
  });
  return found;
}
