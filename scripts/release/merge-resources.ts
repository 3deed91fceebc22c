/** Describes the resources of several releases as those of the newest one, with what differs in the others. */
import { minorRelease } from './merge-gates.ts';
import type { ResourceFacts } from './resources.ts';

type Entries = Readonly<Record<string, unknown>>;

const nameOf = ({ group, version, plural }: Entries): string => `${group}/${version}/${plural}`;

/** What depends on the release besides the existence of a resource: where it is stored. */
const storageKeys = ['storage', 'storageVersionHash'] as const;

function storageOf(resource: Entries): Entries {
  return Object.fromEntries(storageKeys.map((key) => [key, resource[key]]));
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The resources of the newest release, given last. `introduced` is the first release that serves a resource by default, unless all do.
 * `before` is how it was stored in releases older than the key.
 */
export function mergeResources(releases: readonly (readonly [release: string, facts: ResourceFacts])[]): ResourceFacts {
  const newest = releases.at(-1)?.[1];
  if (newest === undefined) throw new RangeError('no release');
  const older = releases.slice(0, -1).map(([, facts]) => new Map(facts.resources.map((each) => [nameOf(each), each])));
  const resources = newest.resources.map((resource): Record<string, unknown> => {
    const name = nameOf(resource);
    const first = older.findIndex((served) => served.has(name));
    const missing = first === -1 ? older.length : first;
    const introduced = missing === 0 ? {} : { introduced: minorRelease(releases[missing]?.[0] ?? '') };
    const changes = older.flatMap((served, index) => {
      const [own, next] = [served.get(name), older[index + 1]?.get(name) ?? resource];
      if (own === undefined || isEqual(storageOf(own), storageOf(next))) return [];
      return [[minorRelease(releases[index + 1]?.[0] ?? ''), storageOf(own)] as const];
    });
    return { ...resource, ...introduced, ...(changes.length === 0 ? {} : { before: Object.fromEntries(changes) }) };
  });
  return { ...newest, resources };
}
