/** Validation of Services. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { portNumber, qualifiedName, validateLabels } from '@kubets/machinery/names';
import { validateLegacyCidr, validateLegacyIp } from '@kubets/machinery/values';
import type { Service, ServicePort, ServiceSpec } from '../../generated/core/v1.ts';
import { isExternal, isHeadless, needsHealthCheck } from '../service-preparation.ts';
import { among, closed, type Found, invalidFor, label, protocols, subdomain } from './checks.ts';
import { nonSpecialIp } from './non-special-ip.ts';
import { portNumberOrName } from './ports.ts';
import { clusterAddresses, clusterAddressUpdate } from './service-addresses.ts';

const none: readonly never[] = [];
const loose = { strict: false };
const hintsAnnotation = 'service.kubernetes.io/topology-aware-hints';
const modeAnnotation = 'service.kubernetes.io/topology-mode';
const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const onlyBalancers = "may only be used when `type` is 'LoadBalancer'";
const maxSessionAffinitySeconds = 86_400;

function port(found: Found, path: string, given: ServicePort, needsName: boolean): void {
  if (given.name) label(found, `${path}.name`, given.name);
  else if (needsName) found.push(fieldError.required(`${path}.name`));
  invalidFor(found, `${path}.port`, given.port, portNumber(given.port));
  closed(found, `${path}.protocol`, given.protocol, protocols);
  portNumberOrName(found, `${path}.targetPort`, given.targetPort);
  if (given.appProtocol !== undefined) {
    invalidFor(found, `${path}.appProtocol`, given.appProtocol, qualifiedName(given.appProtocol));
  }
}

/** A port in the format of upstream's internal type. */
const shown = ({ protocol, port: number }: ServicePort) => ({
  Name: '',
  Protocol: protocol ?? '',
  AppProtocol: null,
  Port: number,
  TargetPort: 0,
  NodePort: 0,
});

function ports(found: Found, { ports: list = none, type }: ServiceSpec): void {
  const at = (index: number): string => `spec.ports[${index}]`;
  /** Reports ports with the key of an earlier port. Ports without a key are never duplicates. */
  const again = (
    keyOf: (port: ServicePort) => string | undefined,
    report: (port: ServicePort, index: number) => void,
  ): void => {
    const isAgain = repeats<string>();
    list.forEach((each, index) => {
      const key = keyOf(each);
      if (key !== undefined && isAgain(key)) report(each, index);
    });
  };
  list.forEach((each, index) => {
    port(found, at(index), each, list.length > 1);
  });
  again(
    ({ name }) => name || undefined,
    ({ name }, index) => found.push(fieldError.duplicate(`${at(index)}.name`, name)),
  );
  list.forEach(({ nodePort }, index) => {
    if (type !== 'ClusterIP' || !nodePort) return;
    found.push(fieldError.forbidden(`${at(index)}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
  });
  again(
    ({ nodePort, protocol }) => (nodePort ? `${nodePort} ${protocol}` : undefined),
    ({ nodePort }, index) => found.push(fieldError.duplicate(`${at(index)}.nodePort`, nodePort)),
  );
  again(
    ({ port: number, protocol }) => `${number} ${protocol}`,
    (each, index) => found.push(fieldError.duplicate(at(index), shown(each))),
  );
}

function externalName(found: Found, spec: ServiceSpec): void {
  const forbidden = (field: string): void => {
    found.push(fieldError.forbidden(`spec.${field}`, 'may not be set for ExternalName services'));
  };
  if ((spec.clusterIPs ?? none).length > 0 || spec.clusterIP) forbidden('clusterIPs');
  if ((spec.ipFamilies ?? none).length > 0) forbidden('ipFamilies');
  if (spec.ipFamilyPolicy !== undefined) forbidden('ipFamilyPolicy');
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') found.push(fieldError.required('spec.externalName'));
  else subdomain(found, 'spec.externalName', name);
}

function sessionAffinity(found: Found, spec: ServiceSpec): void {
  closed(found, 'spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']);
  const path = 'spec.sessionAffinityConfig';
  if (spec.sessionAffinity === 'None') {
    if (spec.sessionAffinityConfig === undefined) return;
    found.push(fieldError.forbidden(path, 'must not be set when session affinity is None'));
  } else if (spec.sessionAffinity === 'ClientIP') {
    const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
    const at = `${path}.clientIP.timeoutSeconds`;
    if (seconds === undefined) found.push(fieldError.required(at, 'when session affinity type is ClientIP'));
    else if (seconds <= 0 || seconds > maxSessionAffinitySeconds) {
      found.push(fieldError.invalid(at, seconds, `must be greater than 0 and less than ${maxSessionAffinitySeconds}`));
    }
  }
}

function sourceRanges(found: Found, { metadata, spec }: Service): void {
  const balancer = spec?.type === 'LoadBalancer';
  const list = spec?.loadBalancerSourceRanges ?? none;
  const annotation = metadata?.annotations?.[sourceRangesAnnotation];
  if (list.length > 0) {
    const path = 'spec.LoadBalancerSourceRanges';
    if (!balancer) found.push(fieldError.forbidden(path, onlyBalancers));
    list.forEach((range, index) => {
      found.push(...validateLegacyCidr(range.trim(), `${path}[${index}]`, loose));
    });
  } else if (annotation !== undefined) {
    const path = `metadata.annotations[${sourceRangesAnnotation}]`;
    if (!balancer) found.push(fieldError.forbidden(path, onlyBalancers));
    if (annotation.trim() === '') return;
    for (const range of annotation.split(',')) found.push(...validateLegacyCidr(range.trim(), path, loose));
  }
}

function trafficPolicies(found: Found, spec: ServiceSpec): void {
  const path = 'spec.externalTrafficPolicy';
  const policy = spec.externalTrafficPolicy;
  if (isExternal(spec)) closed(found, path, policy, ['Cluster', 'Local']);
  else if (policy) {
    found.push(fieldError.invalid(path, policy, 'may only be set for externally-accessible services'));
  }
  const at = 'spec.healthCheckNodePort';
  const number = spec.healthCheckNodePort ?? 0;
  if (needsHealthCheck(spec)) {
    if (number === 0) found.push(fieldError.required(at));
    else invalidFor(found, at, number, portNumber(number));
  } else if (number !== 0) {
    const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    found.push(fieldError.invalid(at, number, detail));
  }
  const internal = 'spec.internalTrafficPolicy';
  if (spec.internalTrafficPolicy !== undefined)
    among(found, internal, spec.internalTrafficPolicy, ['Cluster', 'Local']);
  else if (spec.type !== 'ExternalName') found.push(fieldError.required(internal));
  among(found, 'spec.trafficDistribution', spec.trafficDistribution, [
    'PreferClose',
    'PreferSameNode',
    'PreferSameZone',
  ]);
}

function loadBalancer(found: Found, spec: ServiceSpec): void {
  const balancer = spec.type === 'LoadBalancer';
  if (!balancer && spec.allocateLoadBalancerNodePorts !== undefined) {
    found.push(fieldError.forbidden('spec.allocateLoadBalancerNodePorts', onlyBalancers));
  }
  if (balancer && spec.allocateLoadBalancerNodePorts === undefined) {
    found.push(fieldError.required('allocateLoadBalancerNodePorts'));
  }
  if (spec.loadBalancerClass === undefined) return;
  const path = 'spec.loadBalancerClass';
  if (!balancer) found.push(fieldError.forbidden(path, onlyBalancers));
  else invalidFor(found, path, spec.loadBalancerClass, qualifiedName(spec.loadBalancerClass));
}

export function validateService(service: Service): readonly FieldError[] {
  const found: FieldError[] = [];
  const spec = service.spec ?? {};
  const annotations = service.metadata?.annotations ?? {};
  const [mode, hints] = [annotations[modeAnnotation], annotations[hintsAnnotation]];
  if (mode !== undefined && hints !== undefined && mode !== hints) {
    const detail = `must match annotations[${hintsAnnotation}] when both are specified`;
    found.push(fieldError.invalid(`metadata.annotations[${modeAnnotation}]`, mode, detail));
  }
  const headless = isHeadless(spec);
  if ((spec.ports ?? none).length === 0 && !headless && spec.type !== 'ExternalName') {
    found.push(fieldError.required('spec.ports'));
  }
  if (headless && (spec.type === 'LoadBalancer' || spec.type === 'NodePort')) {
    const detail = `may not be set to 'None' for ${spec.type} services`;
    found.push(fieldError.invalid('spec.clusterIPs[0]', 'None', detail));
  }
  if (spec.type === 'ExternalName') externalName(found, spec);
  ports(found, spec);
  found.push(...validateLabels(spec.selector, 'spec.selector'));
  sessionAffinity(found, spec);
  if (spec.type !== 'ExternalName') clusterAddresses(found, spec);
  spec.externalIPs?.forEach((address, index) => {
    const errors = validateLegacyIp(address, `spec.externalIPs[${index}]`, loose);
    if (errors.length > 0) found.push(...errors);
    else nonSpecialIp(found, `spec.externalIPs[${index}]`, address);
  });
  closed(found, 'spec.type', spec.type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']);
  sourceRanges(found, service);
  loadBalancer(found, spec);
  trafficPolicies(found, spec);
  return found;
}

export function validateServiceUpdate(service: Service, oldService: Service): readonly FieldError[] {
  const found: FieldError[] = [];
  const [next, old] = [service.spec ?? {}, oldService.spec ?? {}];
  clusterAddressUpdate(found, next, old);
  if (next.type === 'LoadBalancer' && old.type === 'LoadBalancer' && next.loadBalancerClass !== old.loadBalancerClass) {
    const shownClass = next.loadBalancerClass ?? null;
    found.push(fieldError.invalid('spec.loadBalancerClass', shownClass, 'may not change once set'));
  }
  if (needsHealthCheck(next) && needsHealthCheck(old) && next.healthCheckNodePort !== old.healthCheckNodePort) {
    found.push(fieldError.forbidden('spec.healthCheckNodePort', 'field is immutable'));
  }
  return [...found, ...validateService(service)];
}

export function validateServiceStatusUpdate({ status }: Service): readonly FieldError[] {
  const found: FieldError[] = [];
  status?.loadBalancer?.ingress?.forEach(({ ip = '', hostname, ipMode }, index) => {
    const at = `status.loadBalancer.ingress[${index}]`;
    if (ip !== '') found.push(...validateLegacyIp(ip, `${at}.ip`, loose));
    if (ipMode === undefined) {
      if (ip !== '') found.push(fieldError.required(`${at}.ipMode`, 'must be specified when `ip` is set'));
    } else if (ip === '') found.push(fieldError.forbidden(`${at}.ipMode`, 'may not be specified when `ip` is not set'));
    else among(found, `${at}.ipMode`, ipMode, ['Proxy', 'VIP']);
    if (!hostname) return;
    subdomain(found, `${at}.hostname`, hostname);
    if (validateLegacyIp(hostname, '', loose).length === 0) {
      found.push(fieldError.invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
    }
  });
  return found;
}
