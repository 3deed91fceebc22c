/** Which objects a list or watch is about: label and field selectors, compiled once per request. */
import {
  errors,
  exactField,
  type FieldSelector,
  type KubeObject,
  matchesFields,
  parseFieldSelector,
  parseLabelSelector,
} from '@kubets/machinery';
import type { IndexTerm } from '@kubets/storage';
import type { Endpoint } from './endpoint.ts';
import { indexedFieldsOf } from './kind-rules.ts';

export interface ObjectFilter {
  /** Of an object in the storage version. Absent: every object passes. */
  readonly matches?: (stored: KubeObject) => boolean;
  /** The keys it ranges over. */
  readonly prefix: string;
  /** The one key, where name and namespace are pinned down. */
  readonly key?: string;
  /** A term of the cache's index that all of them are filed under. */
  readonly index?: IndexTerm;
}

const metadataFields: ReadonlySet<string> = new Set(['metadata.name', 'metadata.namespace']);

function fieldOf(endpoint: Endpoint, object: KubeObject, field: string): string {
  if (field === 'metadata.name') return object.metadata?.name ?? '';
  if (field === 'metadata.namespace') return object.metadata?.namespace ?? '';
  return endpoint.definition.strategy.selectableFields?.[field]?.(object) ?? '';
}

/** Upstream's words depend on whether the kind has selectable fields of its own. */
function checkFields(endpoint: Endpoint, selector: FieldSelector): void {
  const own = endpoint.definition.strategy.selectableFields ?? {};
  for (const { field } of selector.terms) {
    if (metadataFields.has(field) || Object.hasOwn(own, field)) continue;
    throw errors.badRequest(
      Object.keys(own).length > 0
        ? `field label not supported: ${field}`
        : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  }
}

function indexOf(endpoint: Endpoint, fields: FieldSelector): { readonly index?: IndexTerm } {
  for (const name of indexedFieldsOf(endpoint.definition)) {
    const value = exactField(fields, name);
    if (value !== undefined) return { index: { name, value } };
  }
  return {};
}

/** Throws BadRequest for selectors that do not parse or name fields the kind cannot be selected by. */
export function objectFilter(
  endpoint: Endpoint,
  namespace: string,
  labelSelector: string,
  fieldSelector: string,
): ObjectFilter {
  const labels = parseLabelSelector(labelSelector);
  const fields = parseFieldSelector(fieldSelector);
  checkFields(endpoint, fields);
  const { namespaced } = endpoint.definition;
  const scope = namespace === '' && namespaced ? (exactField(fields, 'metadata.namespace') ?? '') : namespace;
  const name = exactField(fields, 'metadata.name') ?? '';
  const prefix = endpoint.stored.prefix(scope);
  const range = name !== '' && (scope !== '' || !namespaced) ? { prefix, key: prefix + name } : { prefix };
  if (labels.empty && fields.empty) return range;
  const matches = (stored: KubeObject): boolean => {
    const object = endpoint.served(stored);
    return (
      labels.matches(object.metadata?.labels) && matchesFields(fields, (field) => fieldOf(endpoint, object, field))
    );
  };
  return { ...range, ...indexOf(endpoint, fields), matches };
}
