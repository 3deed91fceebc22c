/** Merges the group versions of other API servers into discovery, ordered by their priorities, as upstream. */
import { groups as builtinGroups } from '@kubets/api/facts';
import { compareKubeVersions } from '@kubets/machinery/versions';

export interface ServedGroup {
  readonly name: string;
  /** Preferred version first. */
  readonly versions: readonly string[];
  readonly preferred: string;
}

/** A group version that another API server serves. */
export interface RemoteGroupVersion {
  readonly group: string;
  readonly version: string;
  readonly groupPriority: number;
  readonly versionPriority: number;
  /** In the form of `apidiscovery.k8s.io/v2`. */
  readonly resources: readonly object[];
  /** False if the last attempt to read the resources failed. */
  readonly current: boolean;
}

/** What other API servers serve. They are asked in the background. */
export interface RemoteDiscovery {
  /** Changes whenever the rest has changed. */
  readonly generation: number;
  groupVersions(): readonly RemoteGroupVersion[];
}

export const noRemoteDiscovery: RemoteDiscovery = { generation: 0, groupVersions: () => [] };

/** Upstream's priorities of custom resources. */
const customPriority = { group: 1000, version: 100 };

interface Ranked extends ServedGroup {
  readonly priority: number;
  /** The position among the groups of this server. */
  readonly position: number;
}

function byPriority(a: Ranked, b: Ranked): number {
  if (a.priority !== b.priority) return b.priority - a.priority;
  // Built-in groups of the same priority keep upstream's order.
  if (a.position !== b.position && a.priority > customPriority.group) return a.position - b.position;
  return a.name < b.name ? -1 : 1;
}

/** `own`: the groups of this server, in their order. */
export function mergeGroups(
  own: readonly ServedGroup[],
  remote: readonly RemoteGroupVersion[],
): readonly ServedGroup[] {
  if (remote.length === 0) return own;
  const builtin = new Map(builtinGroups().map((group) => [group.name, group]));
  const standing = new Map(own.map((group, position) => [group.name, { group, position }]));
  const names = new Set([...standing.keys(), ...remote.map((each) => each.group)]);
  const ranked = [...names].map((name): Ranked => {
    const { group, position } = standing.get(name) ?? { group: undefined, position: own.length };
    const added = remote.filter((each) => each.group === name);
    const known = builtin.get(name);
    // The group of APIServices has no priority, and comes first.
    const ownPriority = known === undefined ? customPriority.group : known.priority || Number.POSITIVE_INFINITY;
    const priority = Math.max(group === undefined ? 0 : ownPriority, ...added.map((each) => each.groupPriority));
    if (group !== undefined && added.length === 0) return { ...group, priority, position };
    const priorities = new Map<string, number>();
    for (const version of group?.versions ?? [])
      priorities.set(version, known?.versionPriorities[version] ?? customPriority.version);
    for (const { version, versionPriority } of added) priorities.set(version, versionPriority);
    const versions = [...priorities.keys()].sort(
      (a, b) => (priorities.get(b) ?? 0) - (priorities.get(a) ?? 0) || compareKubeVersions(b, a),
    );
    return { name, versions, preferred: versions[0] as string, priority, position };
  });
  return ranked.sort(byPriority);
}
