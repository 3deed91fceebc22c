/** Printed tables (`meta.k8s.io/v1.Table`) and bare metadata, made of objects. */
import type { Cell, ColumnDefinition, ResourceDefinition } from '@kubets/api';
import type { KubeObject, ListMeta } from '@kubets/machinery';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableRequest {
  /** Absent: a kind we know nothing of; name and age are printed. */
  readonly definition: ResourceDefinition | undefined;
  readonly version: string;
  readonly includeObject: IncludeObject;
  /** Milliseconds since the epoch, for ages. */
  readonly now: number;
}

const defaultColumns: readonly ColumnDefinition[] = [
  {
    name: 'Name',
    type: 'string',
    format: 'name',
    description:
      'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically.',
    priority: 0,
  },
  {
    name: 'Created At',
    type: 'date',
    format: '',
    description: 'CreationTimestamp is a timestamp representing the server time when this object was created.',
    priority: 0,
  },
];

/** The object's metadata and nothing else. */
export function partialOf(object: KubeObject, version: string): KubeObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata ?? {},
  };
}

function cellsOf(object: KubeObject, request: TableRequest): readonly Cell[] {
  const row = request.definition?.strategy.row;
  if (row !== undefined) return row(object, request.now);
  return [object.metadata?.name ?? '', object.metadata?.creationTimestamp ?? null];
}

function objectOf(object: KubeObject, request: TableRequest): KubeObject | null {
  if (request.includeObject === 'None') return null;
  return request.includeObject === 'Object' ? object : partialOf(object, request.version);
}

/** `headers` false leaves the column definitions out: every event of a watch after the first. */
export function tableOf(
  objects: readonly KubeObject[],
  metadata: ListMeta,
  request: TableRequest,
  headers = true,
): KubeObject {
  const columns = request.definition?.strategy.row === undefined ? defaultColumns : request.definition.columns;
  const table = {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${request.version}`,
    metadata,
    columnDefinitions: headers ? columns : null,
    rows: objects.map((object) => ({ cells: cellsOf(object, request), object: objectOf(object, request) })),
  };
  return table as unknown as KubeObject;
}
