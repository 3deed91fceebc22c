/** Validation of where the API server finds a webhook. Upstream: pkg/util/webhook. */
import { fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, portNumber } from '@kubets/machinery/names';
import type { Found } from '../core/validation/checks.ts';
import type { ServiceReference, WebhookClientConfig } from '../generated/admissionregistration/v1.ts';

const form = '; desired format: https://host[/path]';

/** The parts of a URL that webhooks restrict: scheme, user, host, query and fragment. */
const urlParts = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^/?#]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s;

function checkUrl(found: Found, path: string, url: string): void {
  const [, scheme = '', user, host = '', query = '', fragment = ''] = urlParts.exec(url) ?? [];
  if (scheme.toLowerCase() !== 'https') {
    found.push(fieldError.invalid(path, scheme.toLowerCase(), `'https' is the only allowed URL scheme${form}`));
  }
  if (host === '') found.push(fieldError.invalid(path, '', `host must be specified${form}`));
  if (user !== undefined) {
    found.push(fieldError.invalid(path, user, 'user information is not permitted in the URL'));
  }
  if (fragment !== '') found.push(fieldError.invalid(path, fragment, 'fragments are not permitted in the URL'));
  if (query !== '') found.push(fieldError.invalid(path, query, 'query parameters are not permitted in the URL'));
}

function checkPath(found: Found, at: string, path: string): void {
  if (path === '' || path === '/') return;
  const invalid = (detail: string): void => {
    found.push(fieldError.invalid(at, path, detail));
  };
  if (path === '//') {
    invalid('segment[0] may not be empty');
    return;
  }
  if (!path.startsWith('/')) invalid("must start with a '/'");
  const segments = path.slice(1).replace(/\/$/, '').split('/');
  segments.forEach((segment, index) => {
    if (segment === '') invalid(`segment[${index}] may not be empty`);
    else for (const message of dns1123Subdomain(segment)) invalid(`segment[${index}]: ${message}`);
  });
}

/** Upstream swaps name and namespace, so an empty name is reported at `namespace`. */
function checkService(
  found: Found,
  at: string,
  { name = '', namespace = '', path = '', port }: ServiceReference,
): void {
  if (namespace === '') found.push(fieldError.required(`${at}.name`));
  if (name === '') found.push(fieldError.required(`${at}.namespace`));
  const problems = portNumber(port ?? 443);
  if (problems.length > 0) {
    found.push(fieldError.invalid(`${at}.port`, port, `port is not valid: ${problems.join(', ')}`));
  }
  checkPath(found, `${at}.path`, path);
}

export function checkClientConfig(found: Found, path: string, { url, service }: WebhookClientConfig): void {
  if ((url === undefined) === (service === undefined)) {
    found.push(fieldError.required(path, 'exactly one of url or service is required'));
  } else if (url !== undefined) checkUrl(found, `${path}.url`, url);
  else if (service !== undefined) checkService(found, `${path}.service`, service);
}
