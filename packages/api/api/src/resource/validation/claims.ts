/** Validation of the devices that a ResourceClaim or a template requests. The declarative rules limit sizes and refuse duplicates. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, labelValue } from '@kubets/machinery/names';
import { among, type Found, invalidFor, required } from '../../core/validation/checks.ts';
import type {
  DeviceClaim,
  DeviceClassConfiguration,
  DeviceConstraint,
  DeviceRequest,
  DeviceSelector,
  DeviceSubRequest,
  DeviceToleration,
  ExactDeviceRequest,
} from '../../generated/resource/v1.ts';
import { labelName, maxOpaqueBytes, opaqueData } from './names.ts';
import { selectorErrors } from './selectors.ts';

const maxItems = 32;
const maxAlternatives = 8;
const effects = ['NoExecute', 'NoSchedule', 'None'];

/** The items of a list, unless there are more than the declarative rules allow: then only that is reported. */
export const bounded = <T>(list: readonly T[] | undefined, most: number): readonly (readonly [number, T])[] =>
  list === undefined || list.length > most ? [] : [...list.entries()];

/** The names of requests, each with those of its alternatives. */
export type RequestNames = ReadonlyMap<string, ReadonlySet<string>>;

export const requestNames = ({ requests = [] }: DeviceClaim = {}): RequestNames =>
  new Map(
    requests.map(({ name, firstAvailable = [] }) => [name, new Set(firstAvailable.map((each) => each.name))] as const),
  );

/** `REQUEST` or `REQUEST/ALTERNATIVE`. */
export function requestReference(found: Found, path: string, name: string, names: RequestNames): void {
  const detail =
    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";
  const [request = '', alternative, ...more] = name.split('/');
  if (more.length > 0) {
    found.push(fieldError.invalid(path, name, detail));
    return;
  }
  labelName(found, path, request);
  if (alternative !== undefined) labelName(found, path, alternative);
  const known = names.get(request);
  if (known === undefined || (alternative !== undefined && !known.has(alternative)))
    found.push(fieldError.invalid(path, name, detail));
}

export function requestReferences(
  found: Found,
  path: string,
  requests: readonly string[] | undefined,
  names: RequestNames,
): void {
  for (const [index, name] of bounded(requests, maxItems)) requestReference(found, `${path}[${index}]`, name, names);
}

export function deviceTolerations(found: Found, path: string, tolerations: readonly DeviceToleration[] = []): void {
  for (const [index, { operator, value = '', effect }] of tolerations.entries()) {
    const at = `${path}[${index}]`;
    const given: string = operator ?? '';
    if (given === 'Exists') {
      if (value !== '') found.push(fieldError.invalid(`${at}.value`, value, 'must be empty for operator `Exists`'));
    } else if (given === 'Equal') invalidFor(found, `${at}.value`, value, labelValue(value));
    else if (required(found, `${at}.operator`, given)) among(found, `${at}.operator`, given, ['Equal', 'Exists']);
    if (effect) among(found, `${at}.effect`, effect, effects);
  }
}

function allocation(found: Found, path: string, { allocationMode: mode, count = 0 }: ExactDeviceRequest): void {
  if (mode === 'All') {
    if (count !== 0)
      found.push(fieldError.invalid(`${path}.count`, count, "must not be specified when allocationMode is 'All'"));
  } else if (mode === 'ExactCount') {
    if (count <= 0) found.push(fieldError.invalid(`${path}.count`, count, 'must be greater than zero'));
  } else found.push(fieldError.notSupported(`${path}.allocationMode`, mode ?? '', ['All', 'ExactCount']));
}

function exactRequest(found: Found, path: string, request: ExactDeviceRequest, isAlternative: boolean): void {
  const { deviceClassName: name } = request;
  // The declarative rules check the format of this name in alternatives.
  if (required(found, `${path}.deviceClassName`, name) && !isAlternative)
    invalidFor(found, `${path}.deviceClassName`, name, dns1123Subdomain(name));
  allocation(found, path, request);
  deviceTolerations(found, `${path}.tolerations`, request.tolerations);
}

function deviceRequest(found: Found, path: string, { name, exactly, firstAvailable = [] }: DeviceRequest): void {
  labelName(found, `${path}.name`, name);
  const rule = 'exactly one of `exactly` or `firstAvailable` is required';
  if (exactly === undefined && firstAvailable.length === 0) found.push(fieldError.required(path, rule));
  else if (exactly === undefined)
    for (const [index, alternative] of bounded(firstAvailable, maxAlternatives)) {
      const at = `${path}.firstAvailable[${index}]`;
      labelName(found, `${at}.name`, alternative.name);
      exactRequest(found, at, alternative, true);
    }
  else if (firstAvailable.length > 0)
    found.push(fieldError.invalid(path, null, `${rule}, but multiple fields are set`));
  else exactRequest(found, `${path}.exactly`, exactly, false);
}

function constraint(found: Found, path: string, given: DeviceConstraint, names: RequestNames): void {
  requestReferences(found, `${path}.requests`, given.requests, names);
  if (given.matchAttribute !== undefined || given.distinctAttribute !== undefined) return;
  // The text is upstream's, although none of the fields is set.
  const detail = 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set';
  found.push(fieldError.required(path, detail));
}

/** `maxBytes`: of the parameters. */
export function deviceConfiguration(
  found: Found,
  path: string,
  { opaque }: DeviceClassConfiguration,
  maxBytes = maxOpaqueBytes,
): void {
  if (opaque === undefined) {
    found.push(fieldError.required(`${path}.opaque`));
    return;
  }
  required(found, `${path}.opaque.driver`, opaque.driver);
  opaqueData(found, `${path}.opaque.parameters`, opaque.parameters, maxBytes);
}

function selectorLists(claim: DeviceClaim, path: string): ReadonlyMap<string, readonly DeviceSelector[]> {
  const lists = new Map<string, readonly DeviceSelector[]>();
  const add = (at: string, { selectors = [] }: Pick<DeviceSubRequest, 'selectors'>): void => {
    lists.set(`${at}.selectors`, selectors);
  };
  for (const [index, { exactly, firstAvailable = [] }] of bounded(claim.requests, maxItems)) {
    const at = `${path}.requests[${index}]`;
    if (exactly !== undefined && firstAvailable.length > 0) continue;
    if (exactly !== undefined) add(`${at}.exactly`, exactly);
    for (const [place, each] of bounded(firstAvailable, maxAlternatives)) add(`${at}.firstAvailable[${place}]`, each);
  }
  return lists;
}

/** All errors of a new request for devices. */
export async function deviceClaimErrors(claim: DeviceClaim = {}, path: string): Promise<readonly FieldError[]> {
  const found: FieldError[] = [];
  const names = requestNames(claim);
  for (const [index, each] of bounded(claim.requests, maxItems))
    deviceRequest(found, `${path}.requests[${index}]`, each);
  found.push(...(await selectorErrors(selectorLists(claim, path))));
  for (const [index, each] of bounded(claim.constraints, maxItems))
    constraint(found, `${path}.constraints[${index}]`, each, names);
  for (const [index, each] of bounded(claim.config, maxItems)) {
    requestReferences(found, `${path}.config[${index}].requests`, each.requests, names);
    deviceConfiguration(found, `${path}.config[${index}]`, each);
  }
  return found;
}
