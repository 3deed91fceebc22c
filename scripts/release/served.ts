/** What a running kube-apiserver serves: groups, resources, columns of tables, OpenAPI schemas. */
import type { UpstreamServer } from './kube-apiserver.ts';
import type { Schema } from './types.ts';

export interface ServedResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

export interface ServedColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

interface ServedGroup {
  readonly name: string;
  /** Versions in the order of discovery. */
  readonly versions: readonly string[];
  readonly preferred: string;
}

export interface Served {
  readonly groups: readonly ServedGroup[];
  /** Resources with their subresources, by `apps/v1` or `v1`. */
  readonly resources: ReadonlyMap<string, readonly ServedResource[]>;
  readonly schemas: Readonly<Record<string, Schema>>;
  /** The columns of resources that can be listed, by `apps/v1/deployments` or `v1/pods`. */
  readonly columns: ReadonlyMap<string, readonly ServedColumn[]>;
  /** Priorities of group versions, by `apps/v1`. */
  readonly priorities: ReadonlyMap<string, { readonly group: number; readonly version: number }>;
}

interface GroupList {
  readonly groups: readonly {
    readonly name: string;
    readonly versions: readonly { readonly version: string }[];
    readonly preferredVersion: { readonly version: string };
  }[];
}

interface ServiceList {
  readonly items: readonly {
    readonly spec: {
      readonly group?: string;
      readonly version: string;
      readonly groupPriorityMinimum: number;
      readonly versionPriority: number;
    };
  }[];
}

const asTable = 'application/json;as=Table;v=v1;g=meta.k8s.io';

export const groupVersion = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`;
const rootOf = (text: string): string => (text.includes('/') ? `apis/${text}` : `api/${text}`);

export async function readServed(server: UpstreamServer): Promise<Served> {
  const { groups: named } = await server.json<GroupList>('/apis');
  const groups = [
    { name: '', versions: ['v1'], preferred: 'v1' },
    ...named.map(({ name, versions, preferredVersion }) => ({
      name,
      versions: versions.map((each) => each.version),
      preferred: preferredVersion.version,
    })),
  ];
  const resources = new Map<string, readonly ServedResource[]>();
  const columns = new Map<string, readonly ServedColumn[]>();
  const schemas: Record<string, Schema> = {};
  const addSchemas = async (path: string): Promise<void> => {
    const { components } = await server.json<{ components?: { schemas?: Record<string, Schema> } }>(
      `/openapi/v3/${path}`,
    );
    Object.assign(schemas, components?.schemas);
  };
  for (const path of ['api', 'apis', 'version']) await addSchemas(path);
  for (const { name, versions } of groups) {
    if (name !== '') await addSchemas(`apis/${name}`);
    for (const version of versions) {
      const key = groupVersion(name, version);
      const list = await server.json<{ resources: readonly ServedResource[] }>(`/${rootOf(key)}`);
      resources.set(key, list.resources);
      await addSchemas(rootOf(key));
      for (const resource of list.resources) {
        if (!resource.verbs.includes('list')) continue;
        const path = `/${rootOf(key)}/${resource.name}?limit=1`;
        const table = await server.json<{ columnDefinitions: readonly ServedColumn[] }>(path, asTable);
        columns.set(`${key}/${resource.name}`, table.columnDefinitions);
      }
    }
  }
  const services = await server.json<ServiceList>('/apis/apiregistration.k8s.io/v1/apiservices');
  const priorities = services.items.map(({ spec }) => {
    const key = groupVersion(spec.group ?? '', spec.version);
    return [key, { group: spec.groupPriorityMinimum, version: spec.versionPriority }] as const;
  });
  return { groups, resources, schemas, columns, priorities: new Map(priorities) };
}
