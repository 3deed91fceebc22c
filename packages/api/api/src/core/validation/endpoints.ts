/** Validation of Endpoints. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, portNumber, qualifiedName } from '@kubets/machinery/names';
import { validateLegacyIp } from '@kubets/machinery/values';
import type { EndpointAddress, EndpointPort, Endpoints } from '../../generated/core/v1.ts';
import { closed, type Found, invalidFor, label, protocols } from './checks.ts';
import { nonSpecialIp } from './non-special-ip.ts';

function address(found: Found, path: string, { ip, hostname, nodeName }: EndpointAddress): void {
  found.push(...validateLegacyIp(ip, `${path}.ip`, { strict: false }));
  if (hostname) label(found, `${path}.hostname`, hostname);
  if (nodeName !== undefined) invalidFor(found, `${path}.nodeName`, nodeName, dns1123Subdomain(nodeName));
  nonSpecialIp(found, `${path}.ip`, ip);
}

function port(found: Found, path: string, given: EndpointPort, needsName: boolean): void {
  if (given.name) label(found, `${path}.name`, given.name);
  else if (needsName) found.push(fieldError.required(`${path}.name`));
  invalidFor(found, `${path}.port`, given.port, portNumber(given.port));
  closed(found, `${path}.protocol`, given.protocol, protocols);
  if (given.appProtocol !== undefined) {
    invalidFor(found, `${path}.appProtocol`, given.appProtocol, qualifiedName(given.appProtocol));
  }
}

export function validateEndpoints({ subsets = [] }: Endpoints): readonly FieldError[] {
  const found: FieldError[] = [];
  subsets.forEach(({ addresses = [], notReadyAddresses = [], ports = [] }, index) => {
    const path = `subsets[${index}]`;
    if (addresses.length + notReadyAddresses.length === 0) {
      found.push(fieldError.required(path, 'must specify `addresses` or `notReadyAddresses`'));
    }
    addresses.forEach((each, at) => {
      address(found, `${path}.addresses[${at}]`, each);
    });
    notReadyAddresses.forEach((each, at) => {
      address(found, `${path}.notReadyAddresses[${at}]`, each);
    });
    ports.forEach((each, at) => {
      port(found, `${path}.ports[${at}]`, each, ports.length > 1);
    });
  });
  return found;
}
