/** Discovers all resources that the API serves: built-in, custom and aggregated ones. */
import { messageOf } from '@kubets/base';
import type { Client } from '@kubets/client';
import { parseApiVersion } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';

export interface DiscoveredResource extends ResourceType {
  readonly verbs: readonly string[];
}

export interface Discovery {
  /** Each resource in the preferred version of its group, or in the next version that has it. */
  readonly resources: readonly DiscoveredResource[];
  /** The resource of each kind in each served version, by `apiVersion/kind`. */
  readonly kinds: ReadonlyMap<string, DiscoveredResource>;
  /** Group-versions whose discovery failed, with the reason. */
  readonly failures: ReadonlyMap<string, string>;
}

interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs?: readonly string[];
    readonly group?: string;
    readonly version?: string;
  }[];
}

interface GroupList {
  readonly groups?: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string }[];
    readonly preferredVersion?: { readonly groupVersion: string };
  }[];
}

/** Rejects only if the groups cannot be listed. */
export async function discoverResources(client: Client, signal: AbortSignal): Promise<Discovery> {
  const core = await client.raw<{ readonly versions?: readonly string[] }>({ method: 'GET', path: '/api', signal });
  const { groups = [] } = await client.raw<GroupList>({ method: 'GET', path: '/apis', signal });
  const versions = groups.flatMap((group) => {
    const preferred = group.preferredVersion?.groupVersion;
    const all = group.versions.map((version) => version.groupVersion);
    return all.toSorted((a, b) => Number(b === preferred) - Number(a === preferred));
  });
  const seen = new Set<string>();
  const resources: DiscoveredResource[] = [];
  const kinds = new Map<string, DiscoveredResource>();
  const failures = new Map<string, string>();
  const answers = await Promise.all(
    [...(core.versions ?? []), ...versions].map(async (groupVersion) => {
      const path = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
      try {
        return { groupVersion, list: await client.raw<ResourceList>({ method: 'GET', path, signal }) };
      } catch (error) {
        failures.set(groupVersion, messageOf(error));
        return { groupVersion, list: {} };
      }
    }),
  );
  for (const { groupVersion, list } of answers) {
    const parsed = parseApiVersion(groupVersion);
    if (parsed === undefined) continue;
    for (const { name, kind, namespaced, verbs = [] } of list.resources ?? []) {
      if (name.includes('/')) continue;
      const resource: DiscoveredResource = { ...parsed, plural: name, kind, namespaced, verbs };
      kinds.set(`${groupVersion}/${kind}`, resource);
      const key = `${name}.${parsed.group}`;
      if (seen.has(key)) continue;
      seen.add(key);
      resources.push(resource);
    }
  }
  return { resources, kinds, failures };
}
