/**
 * Reads what another API server says about its resources. Nothing of it is trusted: only known fields of the expected
 * types are taken, within limits.
 */
import type { GroupVersion } from '../registrations/registrations.ts';

const maxResources = 1000;
const maxListLength = 100;
const maxTextLength = 512;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

const text = (value: unknown): string => (typeof value === 'string' && value.length <= maxTextLength ? value : '');

function texts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxListLength).flatMap((each) => (text(each) === '' ? [] : [text(each)]));
}

const listOf = (value: unknown, limit: number): readonly Fields[] =>
  Array.isArray(value) ? value.slice(0, limit).filter(isFields) : [];

const some = (name: string, list: readonly unknown[]): object => (list.length === 0 ? {} : { [name]: list });

function kindOf(value: unknown): object {
  const { group, version, kind } = fieldsOf(value);
  return { group: text(group), version: text(version), kind: text(kind) };
}

function subresource(value: Fields): object {
  return {
    subresource: text(value.subresource),
    responseKind: kindOf(value.responseKind),
    verbs: texts(value.verbs),
  };
}

function resource(value: Fields): object {
  return {
    resource: text(value.resource),
    responseKind: kindOf(value.responseKind),
    scope: value.scope === 'Namespaced' ? 'Namespaced' : 'Cluster',
    singularResource: text(value.singularResource),
    verbs: texts(value.verbs),
    ...some('shortNames', texts(value.shortNames)),
    ...some('categories', texts(value.categories)),
    ...some('subresources', listOf(value.subresources, maxListLength).map(subresource)),
  };
}

/** The resources of a group version in an `APIGroupDiscoveryList`; undefined if the document is something else. */
export function resourcesOfAggregated(
  document: unknown,
  { group, version }: GroupVersion,
): readonly object[] | undefined {
  const { kind, items } = fieldsOf(document);
  if (kind !== 'APIGroupDiscoveryList') return undefined;
  const found = listOf(items, maxResources).find((each) => fieldsOf(each.metadata).name === group);
  const versions = listOf(found?.versions, maxListLength);
  const own = versions.find((each) => each.version === version);
  return listOf(own?.resources, maxResources).map(resource);
}

/** The same of an `APIResourceList`, in the form of aggregated discovery. */
export function resourcesOfClassic(document: unknown, type: GroupVersion): readonly object[] | undefined {
  const { kind, resources } = fieldsOf(document);
  if (kind !== 'APIResourceList') return undefined;
  const all = listOf(resources, maxResources);
  const responseKind = (each: Fields): object => ({
    group: text(each.group) || type.group,
    version: text(each.version) || type.version,
    kind: text(each.kind),
  });
  return all
    .filter((each) => text(each.name) !== '' && !text(each.name).includes('/'))
    .map((each) => {
      const prefix = `${text(each.name)}/`;
      const below = all.filter((other) => text(other.name).startsWith(prefix));
      return {
        resource: text(each.name),
        responseKind: responseKind(each),
        scope: each.namespaced === true ? 'Namespaced' : 'Cluster',
        singularResource: text(each.singularName),
        verbs: texts(each.verbs),
        ...some('shortNames', texts(each.shortNames)),
        ...some('categories', texts(each.categories)),
        ...some(
          'subresources',
          below.slice(0, maxListLength).map((other) => ({
            subresource: text(other.name).slice(prefix.length),
            responseKind: responseKind(other),
            verbs: texts(other.verbs),
          })),
        ),
      };
    });
}
