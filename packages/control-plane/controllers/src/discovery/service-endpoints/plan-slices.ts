/** Distributes endpoints over EndpointSlices with as few writes as possible, up to a maximum per slice. Pure. */

import type { DiscoveryEndpointPort, Endpoint, EndpointSlice } from '@kubets/api';
import { deepEqual } from '@kubets/base';

/** Endpoints with the same address family and ports, which can share slices. */
export interface SliceGroup {
  readonly addressType: EndpointSlice['addressType'];
  readonly ports: readonly DiscoveryEndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

export interface SliceWrites {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
}

/** The metadata of all slices. `triggerTime` is set only if endpoints changed. */
export interface SliceMeta {
  /** The metadata of a new slice. */
  fresh(): NonNullable<EndpointSlice['metadata']>;
  /** The desired metadata of an existing slice. */
  revised(metadata: EndpointSlice['metadata']): NonNullable<EndpointSlice['metadata']>;
}

/** The desired state of a slice. `slice` is the existing one, if any. */
interface Draft {
  readonly slice: EndpointSlice | undefined;
  readonly addressType: EndpointSlice['addressType'];
  readonly ports: readonly DiscoveryEndpointPort[];
  endpoints: Endpoint[];
  changed: boolean;
}

const endpointKey = (endpoint: Endpoint): string => endpoint.targetRef?.uid ?? endpoint.addresses.join(',');

export function portsKey(ports: readonly DiscoveryEndpointPort[] | undefined): string {
  return (ports ?? [])
    .map((port) => [port.name ?? '', port.protocol ?? 'TCP', port.port ?? '', port.appProtocol ?? ''].join('|'))
    .sort()
    .join(';');
}

/** The existing slices with the endpoints of the group that they keep, and the endpoints that are in none of them. */
function retain(slices: readonly EndpointSlice[], group: SliceGroup): { drafts: Draft[]; missing: Endpoint[] } {
  const wanted = new Map(group.endpoints.map((endpoint) => [endpointKey(endpoint), endpoint]));
  const drafts = slices.map((slice) => {
    const endpoints: Endpoint[] = [];
    let changed = false;
    for (const old of slice.endpoints ?? []) {
      const key = endpointKey(old);
      const endpoint = wanted.get(key);
      wanted.delete(key);
      if (endpoint !== undefined) endpoints.push(endpoint);
      changed ||= endpoint === undefined || !deepEqual(old, endpoint);
    }
    return { slice, addressType: group.addressType, ports: slice.ports ?? [], endpoints, changed };
  });
  return { drafts, missing: [...wanted.values()] };
}

/** Adds missing endpoints to slices that must be written anyway, then to the fullest slice with enough space, then to new ones. */
function fill(drafts: Draft[], missing: Endpoint[], group: SliceGroup, most: number): void {
  const put = (draft: Draft): void => {
    const part = missing.splice(0, most - draft.endpoints.length);
    if (part.length === 0) return;
    draft.endpoints.push(...part);
    draft.changed = true;
  };
  for (const draft of drafts) if (draft.changed && draft.endpoints.length > 0) put(draft);
  while (missing.length > 0) {
    const roomy = drafts
      .filter((draft) => draft.endpoints.length + Math.min(missing.length, most) <= most)
      .sort((a, b) => b.endpoints.length - a.endpoints.length)[0];
    const draft = roomy ?? { slice: undefined, ...group, endpoints: [], changed: true };
    if (roomy === undefined) drafts.push(draft);
    put(draft);
  }
}

/**
 * The writes that change `existing` to slices of at most `most` endpoints for the groups. A group without endpoints keeps one empty
 * slice. A slice that is no longer needed is reused if a new one is.
 */
export function planSlices(
  existing: readonly EndpointSlice[],
  groups: readonly SliceGroup[],
  meta: SliceMeta,
  most: number,
): SliceWrites {
  const unclaimed = new Set(existing);
  const drafts = groups.flatMap((group) => {
    const key = portsKey(group.ports);
    const own = existing.filter((slice) => slice.addressType === group.addressType && portsKey(slice.ports) === key);
    for (const slice of own) unclaimed.delete(slice);
    const { drafts: kept, missing } = retain(own, group);
    fill(kept, missing, group, most);
    if (group.endpoints.length === 0)
      return kept.length === 0 ? [emptyDraft(group)] : kept.slice(0, 1).concat(dropped(kept.slice(1), unclaimed));
    return kept.filter((draft) => draft.endpoints.length > 0 || !dropTo(unclaimed, draft));
  });
  return writesOf(drafts, unclaimed, meta);
}

const emptyDraft = (group: SliceGroup): Draft => ({ slice: undefined, ...group, endpoints: [], changed: true });

function dropTo(unclaimed: Set<EndpointSlice>, draft: Draft): boolean {
  if (draft.slice !== undefined) unclaimed.add(draft.slice);
  return true;
}

function dropped(drafts: readonly Draft[], unclaimed: Set<EndpointSlice>): Draft[] {
  for (const draft of drafts) dropTo(unclaimed, draft);
  return [];
}

function writesOf(drafts: readonly Draft[], unclaimed: Set<EndpointSlice>, meta: SliceMeta): SliceWrites {
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  for (const draft of drafts) {
    const { addressType, endpoints, ports } = draft;
    const reused = draft.slice ?? [...unclaimed].find((slice) => slice.addressType === addressType);
    if (reused === undefined) {
      create.push({ metadata: meta.fresh(), addressType, endpoints, ports });
      continue;
    }
    unclaimed.delete(reused);
    const { annotations: _, ...bare } = meta.revised(reused.metadata);
    const { annotations: __, ...oldBare } = reused.metadata ?? {};
    if (!draft.changed && deepEqual(bare, oldBare)) continue;
    update.push({ ...reused, metadata: meta.revised(reused.metadata), endpoints, ports });
  }
  return { create, update, remove: [...unclaimed] };
}
