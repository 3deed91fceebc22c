/** Converts objects to tables (`meta.k8s.io/v1.Table`) and to partial metadata. */
import type { Cell, ColumnDefinition, ResourceDefinition } from '@kubets/api';
import type { KubeObject, ListMeta } from '@kubets/machinery/meta';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** How objects of a kind are printed. */
export interface Printer {
  readonly columns: readonly ColumnDefinition[];
  row(object: KubeObject, now: number): readonly Cell[];
}

export interface TableRequest {
  /** Absent for an unknown kind: name and age are printed. */
  readonly printer: Printer | undefined;
  readonly version: string;
  readonly includeObject: IncludeObject;
  /** Milliseconds since the epoch, to compute ages. */
  readonly now: number;
}

/**
 * Whether answers of a resource can be printed: those of kinds that can be read, and of their subresources that answer
 * with such a kind. Reviews, tokens, bindings and evictions cannot, as upstream.
 */
export function isPrinted({ storagePrefix, verbs }: ResourceDefinition, subresource: string): boolean {
  if (unprinted.has(subresource)) return false;
  return storagePrefix !== '' || verbs.includes('get');
}

const unprinted: ReadonlySet<string> = new Set(['token', 'binding', 'eviction']);

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

/** Only the metadata of the object. */
export function partialOf(object: KubeObject, version: string): KubeObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: object.metadata ?? {},
  };
}

const nameAndAge: Printer = {
  columns: defaultColumns,
  row: (object) => [object.metadata?.name ?? '', object.metadata?.creationTimestamp ?? null],
};

function objectOf(object: KubeObject, request: TableRequest): KubeObject | null {
  if (request.includeObject === 'None') return null;
  return request.includeObject === 'Object' ? object : partialOf(object, request.version);
}

/** `headers` false omits the column definitions, as in every event of a watch after the first. */
/**
 * A table without its rows. `headers` false omits the column definitions, as in every event of a watch after the first.
 */
export function tableHead(metadata: ListMeta, request: TableRequest, headers: boolean): object {
  const { columns } = request.printer ?? nameAndAge;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${request.version}`,
    metadata,
    columnDefinitions: headers ? columns : null,
  };
}

export function rowOf(object: KubeObject, request: TableRequest): object {
  const printer = request.printer ?? nameAndAge;
  return { cells: printer.row(object, request.now), object: objectOf(object, request) };
}

export function tableOf(object: KubeObject, metadata: ListMeta, request: TableRequest, headers = true): KubeObject {
  return { ...tableHead(metadata, request, headers), rows: [rowOf(object, request)] } as unknown as KubeObject;
}
