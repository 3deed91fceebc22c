/** Label and field selectors of a list or watch, compiled once per request. */
import type { KubeObject } from '@kubets/machinery/meta';
import {
  exactField,
  type FieldSelector,
  matchesFields,
  parseFieldSelector,
  parseLabelSelector,
  type Selector,
} from '@kubets/machinery/selectors';
import { errors } from '@kubets/machinery/status-error';
import type { IndexTerm } from '@kubets/storage/watch-cache';
import type { ServedResource } from './served-resource.ts';
import type { StoredObject } from './stored-resource.ts';

export interface ObjectFilter {
  /** Absent: every object passes. */
  readonly matches?: (stored: StoredObject) => boolean;
  /** The range of keys that it covers. */
  readonly prefix: string;
  /** The only key, if name and namespace are given. */
  readonly key?: string;
  /** A term of the cache's index that includes all of them. */
  readonly index?: IndexTerm;
}

const metadataFields: ReadonlySet<string> = new Set(['metadata.name', 'metadata.namespace']);

function fieldOf(resource: ServedResource, object: KubeObject, field: string): string {
  if (field === 'metadata.name') return object.metadata?.name ?? '';
  if (field === 'metadata.namespace') return object.metadata?.namespace ?? '';
  return resource.definition.strategy.selectableFields?.[field]?.(object) ?? '';
}

/** Upstream's message depends on whether the kind has its own selectable fields. */
function checkFields(resource: ServedResource, selector: FieldSelector): void {
  const { custom, namespaced, strategy } = resource.definition;
  const own = strategy.selectableFields ?? {};
  for (const { field } of selector.terms) {
    const known = metadataFields.has(field) && (custom === undefined || namespaced || field !== 'metadata.namespace');
    if (known || Object.hasOwn(own, field)) continue;
    throw errors.badRequest(
      custom !== undefined || Object.keys(own).length > 0
        ? `field label not supported: ${field}`
        : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
    );
  }
}

function indexOf(resource: ServedResource, fields: FieldSelector): { readonly index?: IndexTerm } {
  for (const name of resource.definition.strategy.indexedFields ?? []) {
    const value = exactField(fields, name);
    if (value !== undefined) return { index: { name, value } };
  }
  return {};
}

type Matcher = (stored: StoredObject) => boolean;

/**
 * Uses what is kept beside the stored bytes if the kind is served in its stored version; otherwise the object itself.
 */
function matcher(resource: ServedResource, labels: Selector, fields: FieldSelector): Matcher {
  const { stored, definition } = resource;
  if (definition.conversion !== undefined)
    return (item) => {
      // What a webhook converts is selected as it is stored.
      const object = resource.isRemote ? item.object : resource.served(item.object);
      return (
        labels.matches(object.metadata?.labels) && matchesFields(fields, (field) => fieldOf(resource, object, field))
      );
    };
  const readers = new Map(fields.terms.map(({ field }) => [field, fieldReader(resource, field)]));
  return (item) =>
    (labels.empty || labels.matches(stored.selectable(item).labels)) &&
    matchesFields(fields, (field) => readers.get(field)?.(item) ?? '');
}

/** Name and namespace are part of the key. */
function fieldReader(
  { stored, definition }: ServedResource,
  field: string,
): ((item: StoredObject) => string) | undefined {
  const root = stored.prefix().length;
  if (field === 'metadata.name') return ({ key }) => key.slice(key.lastIndexOf('/') + 1);
  if (field !== 'metadata.namespace') return stored.fieldReader(field);
  return definition.namespaced ? ({ key }) => key.slice(root, key.lastIndexOf('/')) : undefined;
}

/** Throws BadRequest for selectors that do not parse, or that name fields the kind does not support. */
export function objectFilter(
  resource: ServedResource,
  namespace: string,
  labelSelector: string,
  fieldSelector: string,
): ObjectFilter {
  const labels = parseLabelSelector(labelSelector);
  const fields = parseFieldSelector(fieldSelector);
  checkFields(resource, fields);
  const { namespaced } = resource.definition;
  const scope = namespace === '' && namespaced ? (exactField(fields, 'metadata.namespace') ?? '') : namespace;
  const name = exactField(fields, 'metadata.name') ?? '';
  const prefix = resource.stored.prefix(scope);
  const range = name !== '' && (scope !== '' || !namespaced) ? { prefix, key: prefix + name } : { prefix };
  if (labels.empty && fields.empty) return range;
  return { ...range, ...indexOf(resource, fields), matches: matcher(resource, labels, fields) };
}
