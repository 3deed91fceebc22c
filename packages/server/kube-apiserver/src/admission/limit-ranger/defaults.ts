/** The default requests and limits that a LimitRange gives to the containers of a pod. Pure. */
import type { Container, LimitRange, Pod } from '@kubets/api';
import { plainFailure } from '../plain-failure.ts';

const limitRangerAnnotation = 'kubernetes.io/limit-ranger';

/** More additions than this, of at least eight bytes each, cannot be stored. They are not even made. */
const maxAdditions = 200_000;

type Amounts = Readonly<Record<string, string>>;

interface Filled {
  readonly container: Container;
  /** What was set, as the annotation says it. */
  readonly notes: readonly string[];
}

const missingIn = (own: Amounts | undefined, defaults: Amounts): Amounts =>
  Object.fromEntries(Object.entries(defaults).filter(([name]) => !Object.hasOwn(own ?? {}, name)));

function filled(container: Container, requests: Amounts, limits: Amounts, kind: string): Filled {
  const own = container.resources;
  const added = { requests: missingIn(own?.requests, requests), limits: missingIn(own?.limits, limits) };
  const names = { request: Object.keys(added.requests).sort(), limit: Object.keys(added.limits).sort() };
  if (names.request.length + names.limit.length === 0) return { container, notes: [] };
  const resources = {
    ...own,
    ...(names.limit.length === 0 ? {} : { limits: { ...own?.limits, ...added.limits } }),
    ...(names.request.length === 0 ? {} : { requests: { ...own?.requests, ...added.requests } }),
  };
  const notes = (['request', 'limit'] as const)
    .filter((what) => names[what].length > 0)
    .map((what) => `${names[what].join(', ')} ${what} for ${kind} ${container.name}`);
  return { container: { ...container, resources }, notes };
}

/** The pod with what the range sets, and an annotation about it; the same pod if that is nothing. Throws if it is too large. */
export function withDefaults(pod: Pod, range: LimitRange): Pod {
  const { spec } = pod;
  if (spec === undefined) return pod;
  const items = (range.spec?.limits ?? []).filter(({ type }) => type === 'Container');
  const requests: Amounts = Object.assign({}, ...items.map(({ defaultRequest }) => defaultRequest));
  const limits: Amounts = Object.assign({}, ...items.map((item) => item.default));
  const perContainer = Object.keys(requests).length + Object.keys(limits).length;
  if (perContainer === 0) return pod;
  if (perContainer * (spec.containers.length + (spec.initContainers?.length ?? 0)) > maxAdditions)
    throw plainFailure('etcdserver: request is too large');
  const containers = spec.containers.map((each) => filled(each, requests, limits, 'container'));
  const initial = spec.initContainers?.map((each) => filled(each, requests, limits, 'init container'));
  const notes = [...containers, ...(initial ?? [])].flatMap((each) => each.notes);
  if (notes.length === 0) return pod;
  const annotations = {
    ...pod.metadata?.annotations,
    [limitRangerAnnotation]: `LimitRanger plugin set: ${notes.join('; ')}`,
  };
  return {
    ...pod,
    metadata: { ...pod.metadata, annotations },
    spec: {
      ...spec,
      containers: containers.map(({ container }) => container),
      ...(initial === undefined ? {} : { initContainers: initial.map(({ container }) => container) }),
    },
  };
}
