/** Validation of Ingresses and IngressClasses. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, portName, portNumber, wildcardDns1123Subdomain } from '@kubets/machinery/names';
import { parseIp } from '@kubets/machinery/values';
import { type Found, invalidFor, required } from '../core/validation/checks.ts';
import type { HTTPIngressPath, Ingress, IngressBackend, IngressClass } from '../generated/networking/v1.ts';

const badSequences = ['//', '/./', '/../', '%2f', '%2F'];
const badSuffixes = ['/..', '/.'];

function backend(found: Found, path: string, given: IngressBackend): void {
  const { service, resource } = given;
  if (resource !== undefined && service !== undefined) {
    found.push(fieldError.invalid(path, given, 'cannot set both resource and service backends'));
  } else if (resource !== undefined) {
    required(found, `${path}.resource.kind`, resource.kind);
    required(found, `${path}.resource.name`, resource.name);
  } else if (service === undefined) found.push(fieldError.required(path, 'resource or service backend is required'));
  else {
    const at = `${path}.service`;
    if (required(found, `${at}.name`, service.name)) {
      invalidFor(found, `${at}.name`, service.name, dns1123Subdomain(service.name));
    }
    const { name = '', number = 0 } = service.port ?? {};
    if (name !== '' && number !== 0) {
      found.push(fieldError.invalid(path, given, 'cannot set both port name & port number'));
    } else if (name !== '') invalidFor(found, `${at}.port.name`, name, portName(name));
    else if (number !== 0) invalidFor(found, `${at}.port.number`, number, portNumber(number));
    else found.push(fieldError.required(path, 'port name or number is required'));
  }
}

function httpPath(found: Found, at: string, { path = '', pathType, backend: target }: HTTPIngressPath): void {
  const type: string = pathType ?? '';
  const field = `${at}.path`;
  if (type === '') found.push(fieldError.required(`${at}.pathType`, 'pathType must be specified'));
  else if (type === 'Exact' || type === 'Prefix') {
    if (!path.startsWith('/')) found.push(fieldError.invalid(field, path, 'must be an absolute path'));
    for (const bad of badSequences) {
      if (path.includes(bad)) found.push(fieldError.invalid(field, path, `must not contain '${bad}'`));
    }
    for (const bad of badSuffixes) {
      if (path.endsWith(bad)) found.push(fieldError.invalid(field, path, `cannot end with '${bad}'`));
    }
  } else if (type === 'ImplementationSpecific') {
    if (path !== '' && !path.startsWith('/')) found.push(fieldError.invalid(field, path, 'must be an absolute path'));
  } else {
    const supported = ['Exact', 'Prefix', 'ImplementationSpecific'];
    found.push(fieldError.notSupported(`${at}.pathType`, type, supported));
  }
  backend(found, `${at}.backend`, target ?? {});
}

function host(found: Found, path: string, name: string): void {
  if (name === '') return;
  if (parseIp(name, { sloppy: true }) !== undefined) {
    found.push(fieldError.invalid(path, name, 'must be a DNS name, not an IP address'));
  }
  invalidFor(found, path, name, name.includes('*') ? wildcardDns1123Subdomain(name) : dns1123Subdomain(name));
}

export function validateIngress({ spec = {} }: Ingress): readonly FieldError[] {
  const found: FieldError[] = [];
  const { rules = [], defaultBackend, tls, ingressClassName } = spec;
  if (rules.length === 0 && defaultBackend === undefined) {
    found.push(fieldError.invalid('spec', rules, 'either `defaultBackend` or `rules` must be specified'));
  }
  if (defaultBackend !== undefined) backend(found, 'spec.defaultBackend', defaultBackend);
  rules.forEach((rule, index) => {
    const at = `spec.rules[${index}]`;
    host(found, `${at}.host`, rule.host ?? '');
    if (rule.http === undefined) return;
    const paths = rule.http.paths ?? [];
    if (paths.length === 0) found.push(fieldError.required(`${at}.http.paths`));
    paths.forEach((each, position) => {
      httpPath(found, `${at}.http.paths[${position}]`, each);
    });
  });
  tls?.forEach(({ hosts, secretName }, index) => {
    const at = `spec.tls[${index}]`;
    hosts?.forEach((name, position) => {
      const messages = name.includes('*') ? wildcardDns1123Subdomain(name) : dns1123Subdomain(name);
      invalidFor(found, `${at}.hosts[${position}]`, name, messages);
    });
    if (secretName) invalidFor(found, `${at}.secretName`, secretName, dns1123Subdomain(secretName));
  });
  if (ingressClassName !== undefined) {
    invalidFor(found, 'spec.ingressClassName', ingressClassName, dns1123Subdomain(ingressClassName));
  }
  return found;
}

const classAnnotation = 'kubernetes.io/ingress.class';

export function validateIngressCreate(ingress: Ingress): readonly FieldError[] {
  const found: FieldError[] = [...validateIngress(ingress)];
  const value = ingress.metadata?.annotations?.[classAnnotation];
  if (value !== undefined && ingress.spec?.ingressClassName !== undefined && value !== ingress.spec.ingressClassName) {
    const detail = 'must match `ingressClassName` when both are specified';
    found.push(fieldError.invalid(`annotations.${classAnnotation}`, value, detail));
  }
  return found;
}

export function ingressWarnings(ingress: Ingress, old: Ingress | undefined): readonly string[] {
  const found: string[] = [];
  const annotation = (object: Ingress | undefined) => object?.metadata?.annotations?.[classAnnotation];
  if (annotation(ingress) !== undefined && annotation(old) === undefined) {
    found.push(`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`);
  }
  return found;
}

export function validateIngressClass({ spec = {} }: IngressClass): readonly FieldError[] {
  const found: FieldError[] = [];
  const { controller = '', parameters } = spec;
  if (controller.length > 250) found.push(fieldError.tooLong('spec.controller', 250));
  if (required(found, 'spec.controller', controller) && !controller.includes('/')) {
    found.push(
      fieldError.invalid('spec.controller', controller, 'must be a domain-prefixed path (such as "acme.io/foo")'),
    );
  }
  if (parameters === undefined) return found;
  required(found, 'spec.parameters.kind', parameters.kind);
  required(found, 'spec.parameters.name', parameters.name);
  const scope = parameters.scope ?? '';
  const at = 'spec.parameters.namespace';
  if (scope === 'Namespace') {
    if (!parameters.namespace) found.push(fieldError.required(at, "`parameters.scope` is set to 'Namespace'"));
  } else if (scope !== 'Cluster') {
    found.push(fieldError.notSupported('spec.parameters.scope', scope, ['Cluster', 'Namespace']));
  } else if (parameters.namespace !== undefined) {
    found.push(fieldError.forbidden(at, "`parameters.scope` is set to 'Cluster'"));
  }
  return found;
}
