/** Validation of container ports, and of references to ports by name or number. */
import { fieldError } from '@kubets/machinery/field-error';
import { portName, portNumber } from '@kubets/machinery/names';
import type { Container, ContainerPort } from '../../generated/core/v1.ts';
import { closed, type Found, invalidFor, protocols } from './checks.ts';

/** Validates a port number or port name. */
export function portNumberOrName(found: Found, path: string, port: number | string | undefined): void {
  const value = port ?? 0;
  invalidFor(found, path, value, typeof value === 'number' ? portNumber(value) : portName(value));
}

export function containerPorts(found: Found, path: string, ports: readonly ContainerPort[] | undefined): void {
  if (ports === undefined) return;
  const names = new Set<string>();
  ports.forEach(({ name, containerPort, hostPort, protocol }, index) => {
    const at = `${path}[${index}]`;
    if (name) {
      const messages = portName(name);
      invalidFor(found, `${at}.name`, name, messages);
      if (messages.length === 0 && names.has(name)) found.push(fieldError.duplicate(`${at}.name`, name));
      names.add(name);
    }
    if (containerPort === 0) found.push(fieldError.required(`${at}.containerPort`));
    else invalidFor(found, `${at}.containerPort`, containerPort, portNumber(containerPort));
    if (hostPort) invalidFor(found, `${at}.hostPort`, hostPort, portNumber(hostPort));
    closed(found, `${at}.protocol`, protocol, protocols);
  });
}

/** Two containers must not use the same host port. */
export function uniqueHostPorts(found: Found, path: string, containers: readonly Container[]): void {
  let seen: Set<string> | undefined;
  containers.forEach((container, index) => {
    container.ports?.forEach((port, at) => {
      if (!port.hostPort) return;
      seen ??= new Set();
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (seen.has(key)) found.push(fieldError.duplicate(`${path}[${index}].ports[${at}].hostPort`, key));
      seen.add(key);
    });
  });
}
