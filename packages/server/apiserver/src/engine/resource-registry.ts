/** The resources that are currently served. Custom resources are registered like all others. */
import type { ResourceDefinition } from '@kubets/api';
import { apiVersionOf } from '@kubets/machinery/meta';

function keyOf(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}

/** What of a resource can overlap with others. */
export type ResourcePlace = Pick<ResourceDefinition, 'group' | 'version' | 'storagePrefix'>;

export class ResourceRegistry {
  readonly #definitions = new Map<string, ResourceDefinition>();
  readonly #listeners: (() => void)[] = [];
  #generation = 0;

  /** Counts changes: what is derived from the registry is valid while this stays the same. */
  get generation(): number {
    return this.#generation;
  }

  register(definition: ResourceDefinition): void {
    this.#definitions.set(keyOf(definition.group, definition.version, definition.plural), definition);
    this.#changed();
  }

  unregister(definition: ResourceDefinition): void {
    this.#definitions.delete(keyOf(definition.group, definition.version, definition.plural));
    this.#changed();
  }

  /**
   * Whether a resource that clients define may be served. Built-in resources have precedence, as upstream: the other
   * resources of their group versions are not served, and nothing else is stored among their objects.
   */
  accepts({ group, version, storagePrefix }: ResourcePlace): boolean {
    return !this.all().some(
      (each) =>
        each.custom === undefined &&
        ((each.group === group && each.version === version) || each.storagePrefix === storagePrefix),
    );
  }

  /** Calls `listener` after each change. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #changed(): void {
    this.#generation++;
    for (const listener of this.#listeners) listener();
  }

  find(group: string, version: string, plural: string): ResourceDefinition | undefined {
    return this.#definitions.get(keyOf(group, version, plural));
  }

  all(): readonly ResourceDefinition[] {
    return [...this.#definitions.values()];
  }

  /** Groups in the order their first resource was registered, each with its versions in that order. */
  groups(): ReadonlyMap<string, readonly string[]> {
    const groups = new Map<string, string[]>();
    for (const { group, version } of this.#definitions.values()) {
      const versions = groups.get(group) ?? [];
      if (!versions.includes(version)) versions.push(version);
      groups.set(group, versions);
    }
    return groups;
  }

  resourcesOf(group: string, version: string): readonly ResourceDefinition[] {
    return this.all().filter((each) => each.group === group && each.version === version);
  }

  /** The definition of the version in which the objects of `definition` are stored. */
  storedAs(definition: ResourceDefinition): ResourceDefinition {
    if (definition.custom !== undefined) return definition.custom.storage;
    const { group, version } = definition.storageVersion;
    if (apiVersionOf(definition) === apiVersionOf(definition.storageVersion)) return definition;
    return this.find(group, version, definition.plural) ?? definition;
  }
}
