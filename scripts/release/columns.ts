/** The facts of printed columns, from the tables that a server returns. */
import type { Served, ServedColumn, ServedResource } from './served.ts';

type Column = Readonly<Record<string, string | number>>;

/** Columns for metadata, whose description all kinds share. */
const metadataColumns: ReadonlySet<string> = new Set(['Name', 'Age', 'Created At']);

const columnFact = ({ name, type, format, priority, description }: ServedColumn): Column => ({
  name,
  type,
  ...(format === '' ? {} : { format }),
  ...(priority === 0 ? {} : { priority }),
  ...(description === '' || metadataColumns.has(name) ? {} : { description }),
});

/** The columns of a kind without any of its own, and those of custom resources. */
const defaultColumns: readonly Column[] = [
  { name: 'Name', type: 'string', format: 'name' },
  { name: 'Created At', type: 'date' },
];
const customResourceDefaultColumns: readonly Column[] = [
  { name: 'Name', type: 'string', format: 'name' },
  { name: 'Age', type: 'date' },
];

/** Kinds that can be printed, but not listed. */
const unlisted: Readonly<Record<string, readonly Column[]>> = {
  'autoscaling/Scale': [
    { name: 'Name', type: 'string' },
    { name: 'Desired', type: 'integer' },
    { name: 'Available', type: 'integer' },
    { name: 'Age', type: 'string' },
  ],
  'meta.k8s.io/Status': [
    { name: 'Status', type: 'string' },
    { name: 'Reason', type: 'string' },
    { name: 'Message', type: 'string' },
  ],
};

const isDefault = (columns: readonly Column[]): boolean => JSON.stringify(columns) === JSON.stringify(defaultColumns);

function* resourcesOf(
  served: Served,
): Generator<readonly [groupVersion: string, id: string, resource: ServedResource]> {
  for (const [key, list] of served.resources) {
    const group = key.includes('/') ? (key.split('/')[0] ?? '') : '';
    for (const resource of list) yield [key, group === '' ? resource.kind : `${group}/${resource.kind}`, resource];
  }
}

/** The kinds of the core group come first. */
function byGroup([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  const difference = Number(a.includes('/')) - Number(b.includes('/'));
  if (difference !== 0) return difference;
  return a < b ? -1 : 1;
}

/** The facts of columns, from a server on which everything is enabled. */
export function columnFacts(served: Served): Record<string, unknown> {
  const kinds = new Map<string, readonly Column[]>(Object.entries(unlisted));
  const created = new Set<string>();
  for (const [key, id, { name, verbs }] of resourcesOf(served)) {
    const columns = served.columns.get(`${key}/${name}`);
    if (columns !== undefined && !kinds.has(id)) kinds.set(id, columns.map(columnFact));
    if (verbs.length === 1 && verbs[0] === 'create' && !name.includes('/')) created.add(id);
  }
  const entries = [...kinds].sort(byGroup).map(([id, columns]) => [id, isDefault(columns) ? 'default' : columns]);
  return { defaultColumns, customResourceDefaultColumns, noTable: [...created], kinds: Object.fromEntries(entries) };
}
