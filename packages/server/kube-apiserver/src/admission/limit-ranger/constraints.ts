/** What a pod or a claim violates of a LimitRange. Pure. */
import type { LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '@kubets/api';
import {
  compareQuantities,
  formatQuantity,
  nanosPerUnit,
  parseQuantity,
  type Quantity,
} from '@kubets/machinery/quantity';
import { podResources, type ResourceList, resourceList } from './resource-lists.ts';

interface Used {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

/** Returns what is wrong with one resource; undefined if nothing. */
type Constraint = (name: string, type: string, bound: Quantity, used: Used) => string | undefined;

const exceeds = (a: Quantity, b: Quantity): boolean => compareQuantities(a, b) > 0;

const minimum: Constraint = (name, type, bound, { requests, limits }) => {
  const [request, limit] = [requests.get(name), limits.get(name)];
  const text = `minimum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  if (request === undefined) return `${text}.  No request is specified`;
  if (exceeds(bound, request)) return `${text}, but request is ${formatQuantity(request)}`;
  if (limit !== undefined && exceeds(bound, limit)) return `${text}, but limit is ${formatQuantity(limit)}`;
  return undefined;
};

const maximum: Constraint = (name, type, bound, { requests, limits }) => {
  const [request, limit] = [requests.get(name), limits.get(name)];
  const text = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  if (limit === undefined) return `${text}.  No limit is specified`;
  if (exceeds(limit, bound)) return `${text}, but limit is ${formatQuantity(limit)}`;
  if (request !== undefined && exceeds(request, bound)) return `${text}, but request is ${formatQuantity(request)}`;
  return undefined;
};

/** A claim has no limits. */
const maximumRequest: Constraint = (name, type, bound, { requests }) => {
  const request = requests.get(name);
  const text = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  if (request === undefined) return `${text}.  No request is specified`;
  return exceeds(request, bound) ? `${text}, but request is ${formatQuantity(request)}` : undefined;
};

/** Of two positive quantities, with six decimals. */
function ratioText(limit: Quantity, request: Quantity): string {
  const millionths = (limit.nanos * 1_000_000n + request.nanos / 2n) / request.nanos;
  return `${millionths / 1_000_000n}.${String(millionths % 1_000_000n).padStart(6, '0')}`;
}

const ratio: Constraint = (name, type, bound, { requests, limits }) => {
  const [request, limit] = [requests.get(name), limits.get(name)];
  const text = `${name} max limit to request ratio per ${type} is ${formatQuantity(bound)}`;
  if (request === undefined || request.nanos === 0n) return `${text}, but no request is specified or request is 0`;
  if (limit === undefined || limit.nanos === 0n) return `${text}, but no limit is specified or limit is 0`;
  const exceeded = limit.nanos * nanosPerUnit > request.nanos * bound.nanos;
  return exceeded ? `${text}, but provided ratio is ${ratioText(limit, request)}` : undefined;
};

/** Lazily: a pod and a range can have tens of thousands of entries each. */
function* violated(
  bounds: Readonly<Record<string, string>> | undefined,
  constraint: Constraint,
  type: string,
  used: Used,
): Generator<string> {
  for (const name of Object.keys(bounds ?? {}).sort()) {
    const violation = constraint(name, type, parseQuantity(bounds?.[name] ?? '0'), used);
    if (violation !== undefined) yield violation;
  }
}

function* allViolated({ type, min, max, maxLimitRequestRatio }: LimitRangeItem, used: Used): Generator<string> {
  yield* violated(min, minimum, type, used);
  yield* violated(max, maximum, type, used);
  yield* violated(maxLimitRequestRatio, ratio, type, used);
}

const itemsOf = ({ spec }: LimitRange, type: string): readonly LimitRangeItem[] =>
  (spec?.limits ?? []).filter((item) => item.type === type);

export function* podViolations(range: LimitRange, pod: Pod): Generator<string> {
  for (const item of itemsOf(range, 'Container'))
    for (const { resources } of [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])]) {
      const used = { requests: resourceList(resources?.requests), limits: resourceList(resources?.limits) };
      yield* allViolated(item, used);
    }
  for (const item of itemsOf(range, 'Pod'))
    yield* allViolated(item, { requests: podResources(pod, 'requests'), limits: podResources(pod, 'limits') });
}

export function* claimViolations(range: LimitRange, { spec }: PersistentVolumeClaim): Generator<string> {
  const used = { requests: resourceList(spec?.resources?.requests), limits: new Map() };
  for (const { type, min, max } of itemsOf(range, 'PersistentVolumeClaim')) {
    yield* violated(min, minimum, type, used);
    yield* violated(max, maximumRequest, type, used);
  }
}
