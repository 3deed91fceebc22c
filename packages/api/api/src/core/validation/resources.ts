/** Validation of resource quantities, requests and limits. */
import { fieldError } from '@kubets/machinery/field-error';
import {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  wholeValue,
} from '@kubets/machinery/quantity';
import { maxCauses } from '@kubets/machinery/status-error';
import type { PodSpec, ResourceClaim, ResourceRequirements } from '../../generated/core/v1.ts';
import { podRequests } from '../../scheduling-rules/pod-requests.ts';
import { type Found, label, negativeError } from './checks.ts';
import {
  containerResourceName,
  hugePageSize,
  isHugePages,
  isInteger,
  mayOvercommit,
  podResourceName,
} from './resource-names.ts';

type Amounts = Readonly<Record<string, string | number>> | undefined;
type NameRule = (found: Found, path: string, name: string) => void;

const nanosPerUnit = 1_000_000_000n;

/** The quantity of a name. Names come from users, and may be names of prototype members. */
export function amountAt(list: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return list !== undefined && Object.hasOwn(list, name) ? list[name] : undefined;
}

/** Validates that a quantity is not negative, and that it is an integer for integer resources. */
export function quantityValue(found: Found, path: string, name: string, quantity: Quantity): void {
  if (quantity.nanos < 0n) found.push(fieldError.invalid(path, formatQuantity(quantity), negativeError));
  if (quantity.nanos % nanosPerUnit !== 0n && isInteger(name)) {
    found.push(fieldError.invalid(path, formatQuantity(quantity), 'must be an integer'));
  }
}

/** Validates all quantities of a list, such as a node's capacity. */
export function quantityValues(found: Found, path: (name: string) => string, amounts: Amounts): void {
  for (const name in amounts) quantityValue(found, path(name), name, parseQuantity(amounts[name] ?? 0));
}

function hugePages(found: Found, path: string, name: string, quantity: Quantity): void {
  const size = hugePageSize(name);
  if (size !== undefined && wholeValue(quantity) % size === 0) return;
  const text = formatQuantity(quantity);
  found.push(fieldError.invalid(path, text, `${text} is not positive integer multiple of ${name}`));
}

function amounts(found: Found, path: string, list: Amounts, nameRule: NameRule): Map<string, Quantity> {
  const parsed = new Map<string, Quantity>();
  for (const name in list) {
    if (found.length > maxCauses) break;
    const at = `${path}[${name}]`;
    const quantity = parseQuantity(list[name] ?? 0);
    nameRule(found, at, name);
    quantityValue(found, at, name, quantity);
    if (isHugePages(name)) hugePages(found, at, name, quantity);
    parsed.set(name, quantity);
  }
  return parsed;
}

function requestAgainstLimit(found: Found, path: string, name: string, request: Quantity, limit: Quantity | undefined) {
  if (limit === undefined) {
    if (!mayOvercommit(name)) {
      found.push(fieldError.required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
    }
    return;
  }
  const order = compareQuantities(request, limit);
  if (order === 0 || (order < 0 && mayOvercommit(name))) return;
  const relation = mayOvercommit(name) ? 'less than or equal to' : 'equal to';
  const detail = `must be ${relation} ${name} limit of ${formatQuantity(limit)}`;
  found.push(fieldError.invalid(`${path}.requests`, formatQuantity(request), detail));
}

/** `claimNames`: the resource claims of the pod, which containers refer to. */
function requirements(
  found: Found,
  path: string,
  resources: ResourceRequirements,
  nameRule: NameRule,
  claimNames: ReadonlySet<string>,
): void {
  const limits = amounts(found, `${path}.limits`, resources.limits, nameRule);
  const requests = amounts(found, `${path}.requests`, resources.requests, nameRule);
  for (const [name, request] of requests) requestAgainstLimit(found, path, name, request, limits.get(name));
  const names = [...limits.keys(), ...requests.keys()];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    found.push(fieldError.forbidden(path, 'HugePages require cpu or memory'));
  }
  if (resources.claims === undefined) return;
  const before = new Map<string, Set<string>>();
  resources.claims.forEach((claim, index) => {
    claimReference(found, `${path}.claims[${index}]`, claim, before, claimNames);
  });
}

/** `before`: the requests of earlier references, by claim; empty for a whole claim. */
function claimReference(
  found: Found,
  path: string,
  { name, request }: ResourceClaim,
  before: Map<string, Set<string>>,
  claimNames: ReadonlySet<string>,
): void {
  if (name === '') {
    found.push(fieldError.required(path));
    return;
  }
  const same = before.get(name) ?? new Set();
  if (request && !same.has('')) label(found, `${path}.request`, request);
  if (same.has('') || (!request && same.size > 0)) found.push(fieldError.duplicate(path, name));
  else if (same.has(request ?? '')) found.push(fieldError.duplicate(path, `${name}/${request}`));
  before.set(name, same.add(request ?? ''));
  if (claimNames.has(name)) return;
  const { message, ...error } = fieldError.notFound(path, name);
  const known = claimNames.size === 0 ? ' which is empty' : `: ${[...claimNames].sort().join(', ')}`;
  found.push({ ...error, message: `${message}: must be one of the names in pod.spec.resourceClaims${known}` });
}

export function containerResources(
  found: Found,
  path: string,
  resources: ResourceRequirements | undefined,
  claimNames: ReadonlySet<string>,
): void {
  if (resources !== undefined) requirements(found, path, resources, containerResourceName, claimNames);
}

const none: ReadonlySet<string> = new Set();

/** Validates pod-level resources, and that containers stay within them. */
export function podLevelResources(found: Found, path: string, spec: PodSpec): void {
  const { resources } = spec;
  if (resources === undefined) return;
  if (resources.claims !== undefined && resources.claims.length > 0) {
    found.push(fieldError.forbidden(`${path}.claims`, 'claims cannot be set for Resources at pod-level'));
  }
  const { claims: _, ...amountsOnly } = resources;
  requirements(found, path, amountsOnly, podResourceName, none);
  const { resources: __, overhead: ___, ...bare } = spec;
  for (const [name, sum] of podRequests({ spec: bare })) {
    const own = parseQuantity(amountAt(resources.requests, name) ?? 0);
    const scale = name === 'cpu' ? 1_000_000n : nanosPerUnit;
    const asked = BigInt(sum) * scale;
    if (asked <= own.nanos) continue;
    const total = formatQuantity({ nanos: asked, format: own.format });
    const detail = `must be greater than or equal to aggregate container requests of ${total}`;
    found.push(fieldError.invalid(`${path}.requests[${name}]`, formatQuantity(own), detail));
  }
  spec.containers.forEach((container, index) => {
    for (const name in container.resources?.limits) {
      const bound = amountAt(resources.limits, name);
      if (bound === undefined) continue;
      const limit = parseQuantity(container.resources.limits[name] ?? 0);
      if (compareQuantities(limit, parseQuantity(bound)) <= 0) continue;
      const detail = `must be less than or equal to pod limits of ${formatQuantity(parseQuantity(bound))}`;
      found.push(fieldError.invalid(`${path}.containers[${index}][${name}].limits`, formatQuantity(limit), detail));
    }
  });
}

/** Validates quantities without requests and limits: a pod's overhead, a quota. */
export function overhead(found: Found, path: string, list: Amounts): void {
  amounts(found, `${path}.limits`, list, containerResourceName);
}
