/**
 * Which APIServices stand for the group versions that this server serves itself. Pure. Upstream: the controllers
 * autoregister and crdregistration.
 */
import type { APIService, APIServiceSpec } from '@kubets/api';
import { groups } from '@kubets/api/facts';
import { deepEqual } from '@kubets/base';
import type { GroupVersion } from './registrations.ts';

export const managedLabel = 'kube-aggregator.kubernetes.io/automanaged';

/**
 * `onstart`: created or updated once after each start, for built-in groups; a user's changes remain until the next one.
 * `true`: kept, for custom resources.
 */
export type Management = 'onstart' | 'true';

export interface WantedService {
  readonly name: string;
  readonly spec: APIServiceSpec;
  readonly management: Management;
}

/** Upstream's priorities of custom resources. */
const customPriority = { groupPriorityMinimum: 1000, versionPriority: 100 };

/**
 * The APIServices of these group versions. Those of the built-in API without a priority, such as that of APIServices
 * themselves, have none, as upstream.
 */
export function wantedServices(served: readonly GroupVersion[]): readonly WantedService[] {
  const builtin = new Map(groups().map((group) => [group.name, group]));
  return served.flatMap(({ group, version }): readonly WantedService[] => {
    const name = `${version}.${group}`;
    const known = builtin.get(group);
    const versionPriority = known?.versionPriorities[version];
    if (known !== undefined && versionPriority !== undefined) {
      const spec = { group, version, groupPriorityMinimum: known.priority, versionPriority };
      return [{ name, spec, management: 'onstart' }];
    }
    if (known?.versions.includes(version)) return [];
    return [{ name, spec: { group, version, ...customPriority }, management: 'true' }];
  });
}

export type LocalAction =
  | { readonly type: 'create'; readonly wanted: WantedService }
  | { readonly type: 'update'; readonly wanted: WantedService }
  | { readonly type: 'delete'; readonly name: string };

export interface LocalState {
  readonly current: ReadonlyMap<string, APIService>;
  readonly wanted: readonly WantedService[];
  /** The APIServices that existed when this server started. */
  readonly presentAtStart: ReadonlySet<string>;
  /** Those whose wanted state has been written since the start. */
  readonly synced: ReadonlySet<string>;
  /** Whether all custom resources are served: before that, an APIService of theirs may only seem to be left over. */
  readonly settled: boolean;
}

function managementOf(service: APIService): Management | undefined {
  const value = service.metadata?.labels?.[managedLabel];
  return value === 'onstart' || value === 'true' ? value : undefined;
}

export function planLocalServices({
  current,
  wanted,
  presentAtStart,
  synced,
  settled,
}: LocalState): readonly LocalAction[] {
  const actions: LocalAction[] = [];
  const names = new Set(wanted.map((each) => each.name));
  for (const each of wanted) {
    const standing = current.get(each.name);
    const again = synced.has(each.name);
    if (standing === undefined) {
      if (each.management === 'true' || !again) actions.push({ type: 'create', wanted: each });
      continue;
    }
    const management = managementOf(standing);
    // A user has taken it over, or has created it after the start.
    if (management === undefined) continue;
    if (management === 'onstart' && (again || !presentAtStart.has(each.name))) continue;
    if (!deepEqual(standing.spec, each.spec)) actions.push({ type: 'update', wanted: each });
  }
  if (!settled) return actions;
  for (const [name, standing] of current) {
    if (names.has(name)) continue;
    const management = managementOf(standing);
    if (management === 'true') actions.push({ type: 'delete', name });
    if (management === 'onstart' && presentAtStart.has(name) && !synced.has(name))
      actions.push({ type: 'delete', name });
  }
  return actions;
}
