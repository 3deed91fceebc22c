/** Adds the description of columns for metadata, which all kinds share, to the facts of printed columns. */
import type { TypeDocumentation } from './documentation.ts';
import type { Facts } from './facts.ts';

/** Columns for metadata fields. */
const metadataFields = { Name: 'name', Age: 'creationTimestamp', 'Created At': 'creationTimestamp' } as const;

export function describeColumns(facts: Facts, documentation: ReadonlyMap<string, TypeDocumentation>): unknown {
  const metadata = documentation.get('k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta') ?? {};
  const { defaultColumns, noTable, kinds } = facts.columns;
  const common = Object.entries(metadataFields).map(([name, field]) => [name, metadata[field] ?? '']);
  return { common: Object.fromEntries(common), defaultColumns, noTable, kinds };
}
