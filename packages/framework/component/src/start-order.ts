/** In which order components start, from what they require of each other. Pure. */
import { AssemblyError } from './assembly-error.ts';

export interface Requiring {
  readonly name: string;
  readonly requires: readonly string[];
}

function checkNames(components: readonly Requiring[], provided: readonly string[]): void {
  const names = new Set(provided);
  for (const { name } of components) {
    if (names.has(name)) throw new AssemblyError(`two components are named ${name}`);
    names.add(name);
  }
  for (const { name, requires } of components)
    for (const required of requires)
      if (!names.has(required))
        throw new AssemblyError(`component ${name} requires ${required}, which is not in the list of components`);
}

/** A circle among components that all wait for another: follows what is required until a name comes again. */
function circleIn(waiting: readonly Requiring[]): string {
  const byName = new Map(waiting.map((each) => [each.name, each]));
  const path: string[] = [];
  let next = waiting[0];
  while (next !== undefined && !path.includes(next.name)) {
    path.push(next.name);
    next = next.requires.map((name) => byName.get(name)).find((each) => each !== undefined);
  }
  const start = next?.name ?? '';
  return [...path.slice(path.indexOf(start)), start].join(' → ');
}

/**
 * The components in an order in which each comes after what it requires; those that are independent keep the order of
 * the list. Throws AssemblyError for a name that comes twice or is unknown, and for components that require each other.
 *
 * @param provided what runs elsewhere: in another process of the same cluster
 */
export function startOrder<T extends Requiring>(
  components: readonly T[],
  provided: readonly string[] = [],
): readonly T[] {
  checkNames(components, provided);
  const placed = new Set(provided);
  const order: T[] = [];
  let waiting = components;
  while (waiting.length > 0) {
    const next = waiting.find(({ requires }) => requires.every((name) => placed.has(name)));
    if (next === undefined) throw new AssemblyError(`components require each other: ${circleIn(waiting)}`);
    placed.add(next.name);
    order.push(next);
    waiting = waiting.filter((each) => each !== next);
  }
  return order;
}
