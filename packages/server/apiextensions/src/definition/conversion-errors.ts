/** Validation of `spec.conversion`, at the paths of upstream's internal version. */
import type { CustomResourceConversion, ServiceReference, WebhookClientConfig } from '@kubets/api';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1035Label, dns1123Subdomain, portNumber } from '@kubets/machinery/names';
import { caBundleError } from './ca-bundle.ts';

/** What an update may leave as it is. */
export interface ConversionTolerance {
  /** Whether the authority may be unusable: the definition is not established, or has had one that is. */
  readonly anyAuthority: boolean;
  /** Whether the review versions may all be unknown. */
  readonly anyReviewVersion: boolean;
}

const reviewVersions = ['v1', 'v1beta1'];

/** Whether there are review versions, but none that this server knows. */
export function knowsNoReviewVersion(conversion: CustomResourceConversion | undefined): boolean {
  const versions = conversion?.webhook?.conversionReviewVersions ?? [];
  return versions.length > 0 && !versions.some((each) => reviewVersions.includes(each));
}

export function conversionErrors(
  conversion: CustomResourceConversion | undefined,
  path: string,
  tolerance: ConversionTolerance,
): readonly FieldError[] {
  if (conversion === undefined) return [];
  const { strategy, webhook } = conversion;
  const found: FieldError[] = [];
  if (!strategy) found.push(fieldError.required(`${path}.strategy`));
  else if (strategy !== 'None' && strategy !== 'Webhook') {
    found.push(fieldError.notSupported(`${path}.strategy`, strategy, ['None', 'Webhook']));
  }
  const config = webhook?.clientConfig;
  const versions = webhook?.conversionReviewVersions ?? [];
  const detail = 'should not be set when strategy is not set to Webhook';
  if (strategy === 'Webhook') {
    const at = `${path}.webhookClientConfig`;
    if (config === undefined) found.push(fieldError.required(at, 'required when strategy is set to Webhook'));
    else found.push(...clientConfigErrors(config, at, tolerance.anyAuthority));
    found.push(...reviewVersionErrors(versions, `${path}.conversionReviewVersions`, tolerance.anyReviewVersion));
    return found;
  }
  if (config !== undefined) found.push(fieldError.forbidden(`${path}.webhookClientConfig`, detail));
  if (versions.length > 0) found.push(fieldError.forbidden(`${path}.conversionReviewVersions`, detail));
  return found;
}

function reviewVersionErrors(versions: readonly string[], path: string, any: boolean): readonly FieldError[] {
  if (versions.length === 0) return [fieldError.required(path)];
  const found: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, version] of versions.entries()) {
    if (seen.has(version)) found.push(fieldError.invalid(`${path}[${index}]`, version, 'duplicate version'));
    else found.push(...dns1035Label(version).map((each) => fieldError.invalid(`${path}[${index}]`, version, each)));
    seen.add(version);
  }
  if (!any && !versions.some((each) => reviewVersions.includes(each))) {
    found.push(fieldError.invalid(path, versions, `must include at least one of ${reviewVersions.join(', ')}`));
  }
  return found;
}

function clientConfigErrors(config: WebhookClientConfig, path: string, anyAuthority: boolean): readonly FieldError[] {
  const { url, service, caBundle } = config;
  const found: FieldError[] = [];
  if ((url === undefined) === (service === undefined)) {
    found.push(fieldError.required(path, 'exactly one of url or service is required'));
  } else if (url !== undefined) found.push(...urlErrors(url, `${path}.url`));
  else if (service !== undefined) found.push(...serviceErrors(service, `${path}.service`));
  if (caBundle && !anyAuthority) {
    const wrong = caBundleError(caBundle);
    if (wrong !== undefined) found.push(fieldError.invalid(`${path}.caBundle`, caBundle, wrong));
  }
  return found;
}

const form = '; desired format: https://host[/path]';
/** Scheme, authority, path, query and fragment, as RFC 3986 splits a URL. */
const urlParts = /^(?:([^:/?#]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/;

function urlErrors(url: string, path: string): readonly FieldError[] {
  const wrong = malformed(url);
  if (wrong !== undefined)
    return [fieldError.required(path, `url must be a valid URL: parse ${JSON.stringify(url)}: ${wrong}${form}`)];
  const [, scheme = '', authority = '', , query = '', fragment = ''] = urlParts.exec(url) ?? [];
  const at = authority.lastIndexOf('@');
  const found: FieldError[] = [];
  const invalid = (value: string, detail: string): void => {
    found.push(fieldError.invalid(path, value, detail));
  };
  if (scheme.toLowerCase() !== 'https') invalid(scheme.toLowerCase(), `'https' is the only allowed URL scheme${form}`);
  if (authority.slice(at + 1) === '') invalid('', `host must be specified${form}`);
  if (at >= 0) invalid(authority.slice(0, at), 'user information is not permitted in the URL');
  if (fragment !== '') invalid(fragment, 'fragments are not permitted in the URL');
  if (query !== '') invalid(query, 'query parameters are not permitted in the URL');
  return found;
}

/** Go's error for a text that it does not parse as a URL. */
function malformed(url: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what Go refuses
  if (/[\u0000-\u001f\u007f]/.test(url)) return 'net/url: invalid control character in URL';
  if (url.startsWith(':')) return 'missing protocol scheme';
  const wrong = /%(?![0-9a-fA-F]{2})[\s\S]{0,2}/.exec(url.split('?', 1)[0] ?? '');
  if (wrong !== null) return `invalid URL escape ${JSON.stringify(wrong[0])}`;
  const [, scheme, authority = ''] = urlParts.exec(url) ?? [];
  if (scheme !== undefined && !/^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme))
    return 'first path segment in URL cannot contain colon';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const strange = /[ "<>\\^`{|}]/.exec(host);
  if (strange !== null) return `invalid character ${JSON.stringify(strange[0])} in host name`;
  const port = /:([^:\]]*)$/.exec(host);
  if (port !== null && !/^\d*$/.test(port[1] ?? '')) return `invalid port ${JSON.stringify(port[0])} after host`;
  return undefined;
}

function serviceErrors(service: ServiceReference, path: string): readonly FieldError[] {
  const found: FieldError[] = [];
  // Upstream passes name and namespace in the wrong order, so that each error names the other field.
  if (!service.namespace) found.push(fieldError.required(`${path}.name`));
  if (!service.name) found.push(fieldError.required(`${path}.namespace`));
  const port = service.port ?? 0;
  const wrong = portNumber(port);
  if (wrong.length > 0) found.push(fieldError.invalid(`${path}.port`, port, `port is not valid: ${wrong.join(', ')}`));
  found.push(...servicePathErrors(service.path ?? '', `${path}.path`));
  return found;
}

function servicePathErrors(given: string, path: string): readonly FieldError[] {
  if (given === '' || given === '/') return [];
  const invalid = (detail: string): FieldError => fieldError.invalid(path, given, detail);
  if (given === '//') return [invalid('segment[0] may not be empty')];
  const found = given.startsWith('/') ? [] : [invalid("must start with a '/'")];
  for (const [index, segment] of given.slice(1).replace(/\/$/, '').split('/').entries()) {
    if (segment === '') found.push(invalid(`segment[${index}] may not be empty`));
    else found.push(...dns1123Subdomain(segment).map((wrong) => invalid(`segment[${index}]: ${wrong}`)));
  }
  return found;
}
