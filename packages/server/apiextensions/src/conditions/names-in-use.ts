/** The names that definitions have been accepted with. A name can be used once in a group. */
import type { CustomResourceDefinition, CustomResourceDefinitionNames } from '@kubets/api';

interface Claim {
  readonly revision: number;
  readonly group: string;
  readonly names: CustomResourceDefinitionNames | undefined;
}

/** Names of resources and of kinds, which do not conflict with each other. */
export interface UsedNames {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

export class NamesInUse {
  readonly #claims = new Map<string, Claim>();

  /** Records the accepted names of a definition. An event may be older than what is known. */
  put(definition: CustomResourceDefinition): void {
    const { metadata, spec, status } = definition;
    const name = metadata?.name ?? '';
    const revision = Number(metadata?.resourceVersion ?? 0);
    if (revision < (this.#claims.get(name)?.revision ?? 0)) return;
    this.#claims.set(name, { revision, group: spec.group, names: status?.acceptedNames });
  }

  remove(name: string): void {
    this.#claims.delete(name);
  }

  /** Forgets all definitions that are not among these. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#claims.keys()) if (!names.has(name)) this.#claims.delete(name);
  }

  /** The definitions of a group. */
  inGroup(group: string): readonly string[] {
    return [...this.#claims].filter(([, claim]) => claim.group === group).map(([name]) => name);
  }

  /** The names of all other definitions in the group of `asking`. */
  used({ metadata, spec }: CustomResourceDefinition): UsedNames {
    const resources = new Set<string>();
    const kinds = new Set<string>();
    for (const [owner, claim] of this.#claims) {
      if (owner === metadata?.name || claim.group !== spec.group || claim.names === undefined) continue;
      const { plural, singular, shortNames, kind, listKind } = claim.names;
      for (const name of [plural, singular, ...(shortNames ?? [])]) if (name) resources.add(name);
      for (const name of [kind, listKind]) if (name) kinds.add(name);
    }
    return { resources, kinds };
  }
}
