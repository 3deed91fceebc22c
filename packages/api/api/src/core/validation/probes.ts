/** Validation of probes and lifecycle hooks. */
import { fieldError } from '@kubets/machinery/field-error';
import { httpHeaderName } from '@kubets/machinery/names';
import type { Container, HTTPGetAction, Lifecycle, LifecycleHandler, Probe } from '../../generated/core/v1.ts';
import { among, type Found, invalidFor, nonNegative, required } from './checks.ts';
import { portNumberOrName } from './ports.ts';

function httpGet(found: Found, path: string, action: HTTPGetAction): void {
  required(found, `${path}.path`, action.path);
  portNumberOrName(found, `${path}.port`, action.port);
  among(found, `${path}.scheme`, action.scheme ?? '', ['HTTP', 'HTTPS']);
  for (const { name } of action.httpHeaders ?? []) {
    invalidFor(found, `${path}.httpHeaders`, name, httpHeaderName(name));
  }
}

type Handler = Partial<Pick<Probe, 'grpc'>> & LifecycleHandler;
const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const;

function action(found: Found, path: string, handler: Handler, grace: number | undefined): void {
  if (handler.exec !== undefined) {
    if (!handler.exec.command?.length) found.push(fieldError.required(`${path}.exec.command`));
  } else if (handler.httpGet !== undefined) httpGet(found, `${path}.httpGet`, handler.httpGet);
  else if (handler.tcpSocket !== undefined) portNumberOrName(found, `${path}.tcpSocket.port`, handler.tcpSocket.port);
  else if (handler.grpc !== undefined) portNumberOrName(found, `${path}.grpc.port`, handler.grpc.port);
  else if (handler.sleep !== undefined) {
    const { seconds } = handler.sleep;
    if (grace !== undefined && (seconds < 0 || seconds > grace)) {
      const detail = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
      found.push(fieldError.invalid(`${path}.sleep`, seconds, detail));
    }
  }
}

/** Validates that there is exactly one handler. `grace`: the pod's terminationGracePeriodSeconds. */
function handler(found: Found, path: string, given: Handler, grace: number | undefined): void {
  let count = 0;
  for (const name of handlers) {
    if (given[name] === undefined) continue;
    if (count > 0) found.push(fieldError.forbidden(`${path}.${name}`, 'may not specify more than 1 handler type'));
    count += 1;
  }
  if (count === 0) found.push(fieldError.required(path, 'must specify a handler type'));
  else action(found, path, given, grace);
}

function probe(found: Found, path: string, given: Probe, grace: number | undefined): void {
  handler(found, path, given, grace);
  nonNegative(found, `${path}.initialDelaySeconds`, given.initialDelaySeconds);
  nonNegative(found, `${path}.timeoutSeconds`, given.timeoutSeconds);
  nonNegative(found, `${path}.periodSeconds`, given.periodSeconds);
  nonNegative(found, `${path}.successThreshold`, given.successThreshold);
  nonNegative(found, `${path}.failureThreshold`, given.failureThreshold);
  const own = given.terminationGracePeriodSeconds;
  if (own !== undefined && own <= 0) {
    found.push(fieldError.invalid(`${path}.terminationGracePeriodSeconds`, own, 'must be greater than 0'));
  }
}

function lifecycle(found: Found, path: string, hooks: Lifecycle, grace: number | undefined): void {
  if (hooks.postStart !== undefined) handler(found, `${path}.postStart`, hooks.postStart, grace);
  if (hooks.preStop !== undefined) handler(found, `${path}.preStop`, hooks.preStop, grace);
}

/** Validates hooks and probes of a regular container or sidecar. */
export function hooksAndProbes(found: Found, path: string, container: Container, grace: number | undefined): void {
  if (container.lifecycle !== undefined) lifecycle(found, `${path}.lifecycle`, container.lifecycle, grace);
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const given = container[name];
    if (given === undefined) continue;
    const at = `${path}.${name}`;
    probe(found, at, given, grace);
    if (name !== 'readinessProbe') {
      if (given.successThreshold !== 1) {
        found.push(fieldError.invalid(`${at}.successThreshold`, given.successThreshold ?? 0, 'must be 1'));
      }
    } else if (given.terminationGracePeriodSeconds !== undefined) {
      const detail = 'must not be set for readinessProbes';
      found.push(
        fieldError.invalid(`${at}.terminationGracePeriodSeconds`, given.terminationGracePeriodSeconds, detail),
      );
    }
  }
}
